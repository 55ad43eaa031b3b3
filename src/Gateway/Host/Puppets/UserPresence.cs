using Bridge.Adapters;

namespace Bridge.Gateway.Puppets;

/// <summary>How a user is there, all their clients taken together.</summary>
/// <param name="Availability"><see cref="Availability.Unknown"/> when they have not told, <see cref="Availability.Offline"/> when none of their clients is there.</param>
/// <param name="Status">What they say about it, or null.</param>
internal readonly record struct UserPresence(Availability Availability, string? Status = null)
{
    /// <summary>Whether it is known that none of their clients is there.</summary>
    public bool IsGone => Availability == Availability.Offline;
}
