namespace Bridge.Gateway.Commands;

/// <summary>The addresses on which a command lives.</summary>
[Flags]
internal enum CommandPlaces
{
    /// <summary>The network's domain and the control contact.</summary>
    Gateway = 1,

    /// <summary>The address of an account, which is then the one that is meant.</summary>
    Account = 2,

    /// <summary>The address of a group chat, for forms only: what is written there is for the group.</summary>
    Chat = 4,

    /// <summary>The address of a person, for forms only: what is written there is for the person.</summary>
    Person = 8,

    /// <summary>The gateway's addresses and accounts'.</summary>
    Everywhere = Gateway | Account,
}
