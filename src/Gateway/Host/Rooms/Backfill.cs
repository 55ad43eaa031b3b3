using Bridge.Adapters;
using Bridge.Gateway.Delivery;
using Bridge.Store;

namespace Bridge.Gateway.Rooms;

/// <summary>
/// Fetches what was said in a group since the last message that is known, or the newest of it when none is. What comes is stored and handled like
/// anything else from the network, so that nothing of it is there twice; whoever waits for it does not wait long. One of a chat is under way at a time: what one
/// has fetched is no news to the next, which would be done before it is archived.
/// </summary>
internal sealed partial class Backfill(Room room, RoomEvents events, IFetchesHistory source, DateTimeOffset? lostAt)
{
    /// <summary>How long clients are kept waiting for it, and how long it may take in all.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromSeconds(60);

    /// <summary>The network's clock may be behind ours by as much.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);

    private const int FirstPage = 50, PageSize = 100, MaxPages = 10, MaxTries = 20;

    private readonly TaskCompletionSource _handled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<IReadOnlyList<ArchivedMessage>> _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset? _since;
    private Backfill? _former;
    private volatile bool _isSuperseded;
    private int _underWay = 1;

    /// <summary>Since when clients that were in the room miss what was said; the earliest time when that is not known, null when nobody was in it.</summary>
    public DateTimeOffset? LostAt => lostAt;

    /// <summary>Starts it; what is archived from now on does not count as known before. Under the room's gate.</summary>
    public void Start()
    {
        _since = room.History.LastAt ?? (lostAt > DateTimeOffset.MinValue ? lostAt : null);
        if (room.IsArchived)
        {
            room.Account.Network.Journal.Read(new KnownRead(_known)
            {
                AccountId = room.Account.Id,
                Chat = room.Chat.Value,
                Limit = MaxTries,
                Since = long.MinValue,
                MaxBytes = int.MaxValue,
            });
        }
        else
        {
            _known.SetResult([]);
        }

        _former = room.Account.Begin(room.Chat, this);
        room.Account.Tasks.Run(RunAsync);
    }

    /// <summary>One of its messages was handled, or was there already.</summary>
    public void Handled()
    {
        if (Interlocked.Decrement(ref _underWay) == 0)
        {
            _handled.SetResult();
        }
    }

    /// <summary>Whether all that it fetched is handled, and no more comes.</summary>
    public bool IsOver => _handled.Task.IsCompleted;

    private async Task RunAsync(CancellationToken stop)
    {
        var time = room.Account.Network.Time;
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        var fetching = FetchAsync(either.Token);
        await ((Task)fetching).WaitAsync(Hold, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stop.IsCancellationRequested)
        {
            events.EndBackfill(this, fetching.IsCompleted ? await fetching : BackfillOutcome.Late);
        }

        await fetching;
        await _handled.Task.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        room.Account.End(this);
    }

    /// <summary>Fetches; never throws.</summary>
    private async Task<BackfillOutcome> FetchAsync(CancellationToken stop)
    {
        try
        {
            var outcome = await FetchInTurnAsync(stop);
            await _handled.Task.WaitAsync(stop);
            return outcome;
        }
        catch (Exception e) when (e is NetworkException or OperationCanceledException or TimeoutException)
        {
            return BackfillOutcome.Failed;
        }
#pragma warning disable CA1031 // Whatever is wrong with the past must not keep anybody out of the present.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(room.Log, e, room.Account.Network.Name, room.Account.Id);
            return BackfillOutcome.Failed;
        }
    }

    private async Task<BackfillOutcome> FetchInTurnAsync(CancellationToken stop)
    {
        try
        {
            if (_former is { } former)
            {
                former._isSuperseded = true;
                await former._handled.Task.WaitAsync(stop);
                _former = null;
            }

            return await FetchAllAsync(stop);
        }
        finally
        {
            Handled();
        }
    }

    private async Task<BackfillOutcome> FetchAllAsync(CancellationToken stop)
    {
        var known = await _known.Task.WaitAsync(stop);
        if (known.Count == 0 && _since is null)
        {
            await TakeAsync(await AskAsync(new HistoryRequest { Limit = FirstPage }, stop), stop);
            return BackfillOutcome.Complete;
        }

        var request = await FollowingAsync(known, stop);
        HistoryPage page;
        try
        {
            page = await AskAsync(request, stop);
        }
        catch (NetworkException e) when (request.After is not null && e.Error == NetworkError.NotFound)
        {
            // The network has forgotten the message, though not what came after.
            request = Since(known);
            page = await AskAsync(request, stop);
        }

        for (var pages = 1; ; pages++)
        {
            await TakeAsync(page, stop);
            if (page.Next is not { } next || room.IsClosed || _isSuperseded)
            {
                return BackfillOutcome.Complete;
            }

            if (pages == MaxPages)
            {
                // Of more than that, the newest is worth more than what came next.
                await TakeAsync(await AskAsync(new HistoryRequest { Limit = PageSize }, stop), stop);
                return BackfillOutcome.Partial;
            }

            page = await AskAsync(request with { Cursor = next }, stop);
        }
    }

    /// <summary>An adapter that does not heed its token is not waited for.</summary>
    private Task<HistoryPage> AskAsync(HistoryRequest request, CancellationToken stop) => source.FetchHistoryAsync(room.Chat, request, stop).WaitAsync(stop);

    private async Task<HistoryRequest> FollowingAsync(IReadOnlyList<ArchivedMessage> known, CancellationToken stop)
    {
        foreach (var message in known.Reverse())
        {
            if (await room.Account.Network.Archives.Store.FindNetworkIdAsync(message.AccountId, message.Chat, message.StanzaId, stop) is { } id)
            {
                return new HistoryRequest { After = new MessageId(id), Limit = PageSize };
            }
        }

        return Since(known);
    }

    private HistoryRequest Since(IReadOnlyList<ArchivedMessage> known)
    {
        var last = known.Count > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(known[^1].SaidAt) : _since!.Value;
        return new HistoryRequest { Since = last - ClockDifference, Limit = PageSize };
    }

    private async Task TakeAsync(HistoryPage page, CancellationToken stop)
    {
        foreach (var said in page.Events)
        {
            if (said is not (MessageReceived or MessagesRetracted or ReactionsChanged))
            {
                continue;
            }

            Interlocked.Increment(ref _underWay);
            room.Account.Network.Journal.Receive(new IncomingDelivery(room, room.Account.Network.Journal, said with { Chat = room.Chat })
            {
                AccountId = room.Account.Id,
                Chat = room.Chat.Value,
                DedupeKey = said.DedupeKey,
                ReceivedAt = room.Account.Network.Time.GetUtcNow().ToUnixTimeMilliseconds(),
                Backfill = this,
            });
        }

        await room.Account.WhenUncongestedAsync(stop);
    }

    private sealed class KnownRead(TaskCompletionSource<IReadOnlyList<ArchivedMessage>> known) : HistoryRead
    {
        protected override void Done() => known.SetResult(Messages);
    }

    [LoggerMessage(2031, LogLevel.Error, "{Network}: the history of a group of account {Account} could not be fetched")]
    private static partial void LogFailed(ILogger log, Exception cause, string network, long account);
}
