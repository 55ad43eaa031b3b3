namespace Bridge.Gateway.Rooms;

/// <summary>The last messages of a room that has no archive, for clients that join it. Not thread-safe.</summary>
internal sealed class RoomHistory
{
    /// <summary>How many messages are kept.</summary>
    public const int Kept = 50;

    private readonly List<RoomHistoryEntry> _entries = [];

    /// <summary>When the last was said, or null.</summary>
    public DateTimeOffset? LastAt => _entries.Count == 0 ? null : _entries[^1].At;

    /// <summary>Adds a message in its place.</summary>
    public void Add(RoomHistoryEntry entry)
    {
        var place = _entries.Count;
        while (place > 0 && _entries[place - 1].At > entry.At)
        {
            place--;
        }

        _entries.Insert(place, entry);
        if (_entries.Count > Kept)
        {
            _entries.RemoveAt(0);
        }
    }

    /// <summary>The newest, oldest first.</summary>
    /// <param name="limit">The most messages.</param>
    /// <param name="since">The time of the oldest.</param>
    public IReadOnlyList<RoomHistoryEntry> Newest(int limit, DateTimeOffset since) => [.. _entries.Where(entry => entry.At >= since).TakeLast(limit)];
}
