using Bridge.Adapters;
using Bridge.Gateway.Rooms;

namespace Bridge.Gateway.Accounts;

// What the user asks for, whatever the account would do by itself.
internal sealed partial class Account
{
    /// <summary>Whether there is a session, or one is being made, or will be after a pause.</summary>
    public bool IsRunning => _running is not null;

    /// <summary>Leaves all rooms and ends the session. It stays down, over a restart too, until somebody needs it.</summary>
    /// <param name="reason">For the clients in the rooms.</param>
    /// <param name="stop">Ends the wait, not the end of the session.</param>
    public async Task DisconnectAsync(string reason, CancellationToken stop)
    {
        try
        {
            // Before anything else: whoever needs it from now on enables it again.
            await Network.AccountStore.SetEnabledAsync(Id, false, stop);
        }
        finally
        {
            var ended = StopSession();
            _lastDirect = 0;
            foreach (var room in Rooms.Values)
            {
                room.Dismiss(reason);
            }

            await ended.WaitAsync(stop);
            StateText = reason;
        }
    }

    /// <summary>Ends the session and makes a new one: what it logs in with has changed. The rooms are joined again.</summary>
    /// <param name="reason">For the clients in the rooms.</param>
    /// <param name="stop">Ends the wait; the new session is made all the same.</param>
    public async Task RestartAsync(string reason, CancellationToken stop)
    {
        var ended = StopSession();
        var lost = new NetworkException(NetworkError.NetworkDown, reason);

        // One that nobody has seen yet is joined when the new session is up.
        foreach (var room in Rooms.Values.Where(static room => room.State == RoomState.Joined))
        {
            room.SessionLost(lost);
        }

        Start();
        await ended.WaitAsync(stop);
    }

    /// <summary>Makes a session now, without the rest of a pause between two tries.</summary>
    public void Retry()
    {
        lock (_gate)
        {
            if (_session is null)
            {
                _running?.Cancel();
                _running = null;
            }
        }

        Start();
    }

    private Task StopSession()
    {
        lock (_gate)
        {
            _running?.Cancel();
            _running = null;
            return _supervision;
        }
    }
}
