namespace Bridge.Gateway.Commands;

/// <summary>Who may run a command.</summary>
internal enum CommandAccess
{
    /// <summary>Whoever may use the network.</summary>
    User,

    /// <summary>Administrators of the gateway.</summary>
    Admin,
}
