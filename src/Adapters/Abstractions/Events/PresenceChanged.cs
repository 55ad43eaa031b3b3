namespace Bridge.Adapters;

/// <summary>A contact's availability. Never stored.</summary>
/// <param name="Contact">Who.</param>
/// <param name="Availability">How available.</param>
public sealed record PresenceChanged(ContactId Contact, Availability Availability) : NetworkEvent
{
    /// <summary>Their status text, or null.</summary>
    public string? Status { get; init; }

    /// <summary>Since when they are idle or were last seen (XEP-0319).</summary>
    public DateTimeOffset? LastSeen { get; init; }
}
