namespace Bridge.Adapters.Demo;

/// <summary>An event on its way to a session.</summary>
/// <param name="Event">The event.</param>
/// <param name="Kept">Whether the network keeps it until the session confirms it; what is not kept is lost with the connection.</param>
/// <param name="Published">Completed when the session has published it, for a caller who waits for just that.</param>
internal sealed record DemoUpdate(NetworkEvent Event, bool Kept, TaskCompletionSource? Published = null);
