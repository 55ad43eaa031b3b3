using Bridge.Adapters;

namespace Bridge.Gateway.Puppets;

/// <summary>What is known of somebody on a network.</summary>
/// <param name="Availability">Whether they are there; <see cref="Availability.Unknown"/> where the network tells of nobody, which counts as there.</param>
/// <param name="Status">What they say about it, or null.</param>
/// <param name="LastSeen">Since when they are idle or gone, or null.</param>
/// <param name="Name">The name they show, when it is not their id; or null.</param>
internal readonly record struct PersonState(Availability Availability, string? Status = null, DateTimeOffset? LastSeen = null, string? Name = null)
{
    /// <summary>Not there, or nobody knows: what is not known is not claimed.</summary>
    public static readonly PersonState Gone = new(Availability.Offline);

    /// <summary>Whether they are there.</summary>
    public bool IsThere => Availability != Availability.Offline;

    /// <summary>The value of <c>&lt;show/&gt;</c> (RFC 6121 section 4.7.2.1); null for none.</summary>
    public string? Show => Availability switch
    {
        Availability.Away => "away",
        Availability.ExtendedAway => "xa",
        Availability.Busy => "dnd",
        _ => null,
    };
}
