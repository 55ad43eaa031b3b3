namespace Bridge.Store;

/// <summary>A client that was in a room when the process ended.</summary>
/// <param name="Jid">Its full JID.</param>
/// <param name="JoinedAt">When it came in or was last shown the whole room: Unix milliseconds, UTC.</param>
public readonly record struct StoredOccupant(string Jid, long JoinedAt);
