namespace Bridge.Gateway.Options;

/// <summary>Where a value comes from.</summary>
internal enum OptionOrigin
{
    /// <summary>The user has set it for the chat.</summary>
    Chat,

    /// <summary>The user has set it for the account.</summary>
    Account,

    /// <summary>The user has set it for all their accounts on the network.</summary>
    Network,

    /// <summary>The operator has configured it.</summary>
    Configuration,

    /// <summary>Nobody has set it.</summary>
    Default,
}
