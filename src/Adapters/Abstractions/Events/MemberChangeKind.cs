namespace Bridge.Adapters;

/// <summary>The kinds of member changes.</summary>
public enum MemberChangeKind
{
    /// <summary>Came.</summary>
    Joined,

    /// <summary>Left the group.</summary>
    Left,

    /// <summary>Left the network.</summary>
    Quit,

    /// <summary>Was removed.</summary>
    Kicked,

    /// <summary>Was removed and may not come back.</summary>
    Banned,

    /// <summary>Has another name.</summary>
    Renamed,

    /// <summary>Role, address, account or availability changed.</summary>
    Updated,
}
