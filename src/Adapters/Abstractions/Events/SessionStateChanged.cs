namespace Bridge.Adapters;

/// <summary>The session's state. Sessions raise <see cref="SessionState.Connected"/>, and may raise <see cref="SessionState.Throttled"/>; the core makes the others from how <see cref="INetworkSession.RunAsync"/> ends. Never stored.</summary>
/// <param name="State">The state.</param>
public sealed record SessionStateChanged(SessionState State) : NetworkEvent
{
    /// <summary>The name the account has on the network now, where it may differ from the one asked for.</summary>
    public string? OwnName { get; init; }

    /// <summary>A sentence for the user, or null.</summary>
    public string? Text { get; init; }
}
