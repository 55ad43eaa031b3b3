using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

/// <summary>The last messages of a room, for clients that join one that is already joined (XEP-0045 section 7.2.13). Not thread-safe.</summary>
internal sealed class RoomHistory
{
    /// <summary>How many messages are kept.</summary>
    public const int Kept = 50;

    private readonly Queue<RoomHistoryEntry> _entries = new();

    public void Add(RoomHistoryEntry entry)
    {
        if (_entries.Count == Kept)
        {
            _entries.Dequeue();
        }

        _entries.Enqueue(entry);
    }

    /// <summary>What a join asked for, oldest first.</summary>
    /// <param name="request">What the client wants; null for as much as there is.</param>
    /// <param name="most">How many messages at most.</param>
    /// <param name="now">The time.</param>
    public IEnumerable<RoomHistoryEntry> For(Muc.HistoryRequest? request, int most, DateTimeOffset now)
    {
        if (request is { MaxStanzas: 0 } or { MaxChars: 0 })
        {
            return [];
        }

        var since = request?.Since ?? (request?.Seconds is { } seconds ? now - TimeSpan.FromSeconds(seconds) : DateTimeOffset.MinValue);
        var chosen = _entries.Where(entry => entry.At >= since).TakeLast(Math.Min(request?.MaxStanzas ?? most, most));
        return chosen;
    }
}
