namespace Bridge.Adapters;

/// <summary>Optional: the network sees whether the user is there.</summary>
public interface ISharesPresence
{
    /// <summary>Sets the availability, aggregated over the user's resources.</summary>
    Task SetPresenceAsync(Availability availability, string? status, CancellationToken stop);
}
