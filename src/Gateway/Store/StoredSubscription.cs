namespace Bridge.Store;

/// <summary>Who is told of the presence of which address.</summary>
/// <param name="User">The subscriber's bare JID.</param>
/// <param name="Address">The bare JID subscribed to.</param>
public readonly record struct StoredSubscription(string User, string Address);
