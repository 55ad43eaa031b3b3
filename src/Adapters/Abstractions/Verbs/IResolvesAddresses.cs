namespace Bridge.Adapters;

/// <summary>Optional: what a person types must be looked up on the network (a phone number, a user name).</summary>
public interface IResolvesAddresses
{
    /// <summary>The address, or null when there is nobody.</summary>
    /// <exception cref="NetworkException">It cannot be looked up now.</exception>
    Task<NetworkAddress?> ResolveAsync(string typed, CancellationToken stop);
}
