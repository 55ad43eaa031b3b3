using System.Threading.Channels;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;

namespace Bridge.Gateway.Rooms;

/// <summary>
/// Shows rooms to clients of one network: off the read loop, a portion at a time whenever hardly anything waits for the server, and in turn for
/// each account, so that nobody's large rooms keep others waiting. Thread-safe.
/// </summary>
internal sealed partial class RoomShows(ComponentLink link, ILogger<RoomShows> log)
{
    /// <summary>How many of an account's clients may wait to be shown a room.</summary>
    public const int MaxWaiting = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<Account, Queue<RoomShow>> _waiting = [];
    private readonly Channel<Account> _turns = Channel.CreateUnbounded<Account>();

    /// <summary>Whether so much is under way for an account that it must wait before it asks for more.</summary>
    public bool IsFull(Account account)
    {
        lock (_gate)
        {
            return _waiting.TryGetValue(account, out var shows) && shows.Count >= MaxWaiting;
        }
    }

    /// <summary>Has a client shown a room.</summary>
    public void Add(RoomShow show)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(show.Account, out var shows))
            {
                shows.Enqueue(show);
                return;
            }

            _waiting[show.Account] = new Queue<RoomShow>([show]);
        }

        _turns.Writer.TryWrite(show.Account);
    }

    /// <summary>Shows until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var account in _turns.Reader.ReadAllAsync(stop))
            {
                await TakeTurnAsync(account, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private async Task TakeTurnAsync(Account account, CancellationToken stop)
    {
        try
        {
            await link.WhenWritableAsync(stop);
            ShowNext(account);
        }
#pragma warning disable CA1031 // Whatever is wrong with one account's rooms, everybody else is shown theirs.
        catch (Exception e) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(log, e);
            lock (_gate)
            {
                // What the account asks for from now on begins with a new turn.
                _waiting.Remove(account);
            }
        }
    }

    private void ShowNext(Account account)
    {
        RoomShow show;
        lock (_gate)
        {
            show = _waiting[account].Peek();
        }

        var isMore = false;
        try
        {
            isMore = show.WritePortion();
        }
#pragma warning disable CA1031 // One room's mistake must not keep everybody else out of theirs.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(log, e);
            show.End();
        }

        lock (_gate)
        {
            var shows = _waiting[account];
            if (!isMore)
            {
                shows.Dequeue();
            }

            if (shows.Count == 0)
            {
                _waiting.Remove(account);
                return;
            }
        }

        _turns.Writer.TryWrite(account);
    }

    [LoggerMessage(2032, LogLevel.Error, "a room could not be shown to a client")]
    private static partial void LogFailed(ILogger log, Exception cause);
}
