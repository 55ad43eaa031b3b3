namespace Bridge.Adapters;

/// <summary>Where an option may be set, each level for one user.</summary>
[Flags]
public enum OptionLevels
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>For all of the user's accounts on the network.</summary>
    Network = 1,

    /// <summary>For one account; on IRC for one server.</summary>
    Account = 2,

    /// <summary>For one group chat.</summary>
    Chat = 4,
}
