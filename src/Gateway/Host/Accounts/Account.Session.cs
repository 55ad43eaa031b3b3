using Bridge.Adapters;
using Bridge.Gateway.Components;
using Bridge.Gateway.Rooms;

namespace Bridge.Gateway.Accounts;

// The session: started, supervised, and brought back into its rooms.
internal sealed partial class Account
{
    private void Changed(SessionStateChanged change)
    {
        if (change.State is SessionState.Connected or SessionState.Throttled)
        {
            SetState(change.State, change.Text);
        }
    }

    private void SetState(SessionState state, string? text)
    {
        var before = Presence;
        (State, StateText) = (state, text);
        if (Presence != before)
        {
            Network.RaiseAccountChanged(this);
        }
    }

    private async Task SuperviseAsync(Task former, CancellationTokenSource running)
    {
        // One session at a time: one that is just being closed must be gone before the next one counts as up.
        await former.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await SuperviseAsync(running, running.Token);
        }
        finally
        {
            lock (_gate)
            {
                // Whoever cancels it does so under the gate, while it is the one that runs.
                _running = _running == running ? null : _running;
                running.Dispose();
            }
        }
    }

    private async Task SuperviseAsync(CancellationTokenSource running, CancellationToken stop)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        while (!stop.IsCancellationRequested)
        {
            var failure = await RunSessionAsync(backoff, stop);
            if (stop.IsCancellationRequested)
            {
                break;
            }

            var state = failure.Error switch
            {
                NetworkError.BadCredentials => SessionState.BadCredentials,
                NetworkError.LoggedOut => SessionState.LoggedOut,
                _ => SessionState.Disconnected,
            };
            SetState(state, failure.Message);
            LogDown(_log, Network.Name, Id, failure.Error, failure.Code);
            var isOver = End(failure, running);

            // Whoever comes in from here on starts the next session themselves.
            foreach (var room in Rooms.Values)
            {
                room.SessionLost(failure);
            }

            if (isOver || End(failure, running))
            {
                return;
            }

            await PauseAsync(backoff.Next(failure.RetryAfter), failure.RetryAfter is null, stop);
        }

        SetState(SessionState.Disconnected, null);
    }

    /// <summary>Ends the supervision when there is nothing to try again for.</summary>
    private bool End(NetworkException failure, CancellationTokenSource running)
    {
        lock (_gate)
        {
            if (!failure.IsFinal && IsWanted())
            {
                return false;
            }

            _running = _running == running ? null : _running;
            return true;
        }
    }

    /// <summary>Waits before the next try: not for long when somebody needs it, unless the network has said when.</summary>
    private async Task PauseAsync(TimeSpan pause, bool mayBeShort, CancellationToken stop)
    {
        var demand = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _demand = demand;
        }

        var least = mayBeShort && pause > DemandPause ? DemandPause : pause;
        await Task.Delay(least, Network.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (pause > least)
        {
            await demand.Task.WaitAsync(pause - least, Network.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_gate)
        {
            _demand = null;
        }
    }

    private bool IsStarted
    {
        get
        {
            lock (_gate)
            {
                return _running is not null;
            }
        }
    }

    private async Task<NetworkException> RunSessionAsync(Backoff backoff, CancellationToken stop)
    {
        SetState(SessionState.Connecting, StateText);
        try
        {
            await using var session = Network.Adapter.CreateSession(Context());
            await session.RunAsync(new ConnectedSink(this, session, backoff), stop);
            return new NetworkException(NetworkError.Unknown, "the connection ended");
        }
        catch (NetworkException e)
        {
            return e;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new NetworkException(NetworkError.NetworkDown, "the connection was closed");
        }
#pragma warning disable CA1031 // An adapter's mistake ends this session only; the next one starts after the back-off.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogSessionFailed(_log, e, Network.Name, Id);
            return new NetworkException(NetworkError.Unknown, "the connection failed", e);
        }
        finally
        {
            _session = null;
            EndUnasked();
            Network.RaiseSessionChanged(this);
        }
    }

    /// <summary>What a session of the account is made with. Holds secrets.</summary>
    public SessionContext Context() => new()
    {
        User = User.ToString(),
        Account = Key,
        Credentials = Network.Options.ForSession(Target),
        PreferredName = PreferredName,
    };

    private void Up(INetworkSession session, Backoff backoff)
    {
        if (_session is not null)
        {
            return;
        }

        _session = session;
        backoff.Reset();
        LogUp(_log, Network.Name, Id);
        Network.RaiseSessionChanged(this);
        foreach (var room in Rooms.Values)
        {
            Tasks.Run(room.Chat.Value, stop => JoinAsync(session, room, stop));
        }

        foreach (var conversation in Conversations)
        {
            conversation.Wake();
        }
    }

    private async Task JoinAsync(INetworkSession session, Room room, CancellationToken stop)
    {
        if (session is not IHasGroups groups)
        {
            room.JoinFailed(new NetworkException(NetworkError.Unsupported, "this network has no groups"));
            return;
        }

        while (await TryJoinAsync(groups, room, stop) is { } failure)
        {
            if (_session != session && failure.Error == NetworkError.NetworkDown && !stop.IsCancellationRequested && IsStarted)
            {
                // The session went; the next one joins.
                return;
            }

            if (room.IsMoved)
            {
                // It was asked for by its former name; its clients are told where it is.
                return;
            }

            if (failure.Instead is { } other)
            {
                EnterInstead(other);
            }

            if (room.State != RoomState.Lost || failure.Error is not (NetworkError.NetworkDown or NetworkError.TimedOut or NetworkError.Throttled))
            {
                room.JoinFailed(failure);
                return;
            }

            // Somebody who was in the room is not thrown out because the way back is bumpy. A new session joins by itself.
            await Task.Delay(failure.RetryAfter is { } asked && asked < LongestRejoinPause ? asked : failure.RetryAfter is null ? RejoinPause : LongestRejoinPause, Network.Time, stop);
            if (_session != session || !Rooms.ContainsKey(room.Chat.Value))
            {
                return;
            }
        }
    }

    private async Task<NetworkException?> TryJoinAsync(IHasGroups groups, Room room, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(JoinTimeout, Network.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        try
        {
            if (Network.Options.ForChat(room.Target) is { Count: > 0 } values)
            {
                (groups as ITakesOptions)?.SetOptions(room.Chat, values);
            }

            // Also for an adapter that does not heed its token: whoever waits for the join is answered.
            await groups.JoinGroupAsync(room.Chat, room.JoinOptions, either.Token).WaitAsync(either.Token);
            return null;
        }
        catch (NetworkException e)
        {
            return e;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new NetworkException(NetworkError.TimedOut, "the network did not answer the request to join");
        }
#pragma warning disable CA1031 // An adapter's mistake must not leave the client without an answer.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogJoinFailed(_log, e, Network.Name, Id);
            return new NetworkException(NetworkError.Unknown, "the gateway failed to join", e);
        }
    }

    /// <summary>Sees the session come up, which only its events tell.</summary>
    private sealed class ConnectedSink(Account account, INetworkSession session, Backoff backoff) : IEventSink
    {
        public ValueTask PublishAsync(NetworkEvent networkEvent, CancellationToken stop)
        {
            var published = account.PublishAsync(networkEvent, stop);
            if (networkEvent is SessionStateChanged { State: SessionState.Connected })
            {
                account.Up(session, backoff);
            }

            return published;
        }

        public Task StoredAsync(CancellationToken stop) => account.StoredAsync(stop);
    }

    [LoggerMessage(3000, LogLevel.Information, "{Network}: account {Account} is connected")]
    private static partial void LogUp(ILogger log, string network, long account);

    [LoggerMessage(3001, LogLevel.Information, "{Network}: account {Account} is not connected: {Error} {Code}")]
    private static partial void LogDown(ILogger log, string network, long account, NetworkError error, string? code);

    [LoggerMessage(3003, LogLevel.Error, "{Network}: account {Account} could not join a group")]
    private static partial void LogJoinFailed(ILogger log, Exception cause, string network, long account);

    [LoggerMessage(3002, LogLevel.Error, "{Network}: the session of account {Account} failed")]
    private static partial void LogSessionFailed(ILogger log, Exception cause, string network, long account);
}
