namespace Bridge.Adapters;

/// <summary>How available a person is (RFC 6121 section 4.7.2.1).</summary>
public enum Availability
{
    /// <summary>Not known; shown as available.</summary>
    Unknown,

    /// <summary>Available.</summary>
    Online,

    /// <summary>Away.</summary>
    Away,

    /// <summary>Away for longer.</summary>
    ExtendedAway,

    /// <summary>Not to be disturbed.</summary>
    Busy,

    /// <summary>Not available.</summary>
    Offline,
}
