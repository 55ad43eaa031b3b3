using Bridge.Store;

namespace Bridge.Gateway.Rooms;

/// <summary>Keeps in the store who is in which room, so that a restart can bring them back. Changes of one room within half a second are written once.</summary>
internal sealed partial class RoomKeeper(RoomStore store, TimeProvider time, ILogger<RoomKeeper> log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    private readonly Lock _gate = new();
    private readonly HashSet<Room> _dirty = [];

    /// <summary>Something about a room changed that a restart must know.</summary>
    public void Changed(Room room)
    {
        lock (_gate)
        {
            _dirty.Add(room);
        }
    }

    /// <summary>A client comes into a room: written at once, so that a crash right after finds it.</summary>
    public void Entered(Room room) => Save(room, mayEnd: true);

    /// <summary>A client has left a room, which stays until it is closed.</summary>
    public void Left(Room room) => Save(room, mayEnd: false);

    /// <summary>Writes changes until cancelled, and once more then.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                Write();
            }
        }
        catch (OperationCanceledException)
        {
            Write();
        }
    }

    private void Write()
    {
        List<Room> dirty;
        lock (_gate)
        {
            if (_dirty.Count == 0)
            {
                return;
            }

            dirty = [.. _dirty];
            _dirty.Clear();
        }

        foreach (var room in dirty)
        {
            try
            {
                Save(room, mayEnd: true);
            }
#pragma warning disable CA1031 // One room's mistake must not keep all others from being stored.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogFailed(log, e, room.Account.Id);
            }
        }
    }

    private void Save(Room room, bool mayEnd)
    {
        lock (room.Gate)
        {
            if (room.Account.Rooms.TryGetValue(room.Chat.Value, out var current) && current != room)
            {
                // The row is its successor's now.
                return;
            }

            if (mayEnd && room.Occupants.Count == 0 && (room.IsClosed || !room.IsPersistent))
            {
                store.Remove(KeyOf(room));
                return;
            }

            try
            {
                Save(room, room.Password);
            }
            catch (StoreException e)
            {
                LogPassword(log, room.Account.Id, e.Message);
                Save(room, null);
            }
        }
    }

    private void Save(Room room, string? password) => store.Save(
        KeyOf(room), room.Members.OwnName ?? room.WantedNick, password, room.SeenNames, room.Topic,
        room.Occupants.Select(static occupant => new StoredOccupant(occupant.Jid.ToString(), occupant.JoinedAt)));

    [LoggerMessage(2030, LogLevel.Error, "the password of a room of account {Account} cannot be stored: {Problem}")]
    private static partial void LogPassword(ILogger log, long account, string problem);

    [LoggerMessage(2043, LogLevel.Error, "a room of account {Account} could not be stored")]
    private static partial void LogFailed(ILogger log, Exception cause, long account);

    private static RoomKey KeyOf(Room room) => new(room.Account.Id, room.Chat.Value);
}
