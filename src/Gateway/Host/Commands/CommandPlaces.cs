namespace Bridge.Gateway.Commands;

/// <summary>The addresses on which a command lives.</summary>
[Flags]
internal enum CommandPlaces
{
    /// <summary>The network's domain and the control contact.</summary>
    Gateway = 1,

    /// <summary>The address of an account, which is then the one that is meant.</summary>
    Account = 2,

    /// <summary>Both.</summary>
    Everywhere = Gateway | Account,
}
