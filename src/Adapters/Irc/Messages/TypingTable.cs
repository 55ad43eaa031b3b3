namespace Bridge.Adapters.Irc;

/// <summary>
/// Who is typing where (client tag <c>typing</c>): the others, until they say otherwise or are silent for too long, and the account, which has to
/// repeat itself as long as it lasts and may not do so too often.
/// </summary>
internal sealed class TypingTable(IrcState state, ChannelTable channels)
{
    private const int MaxHeard = 1000;
    private const int MaxSaid = 100;

    private static readonly TimeSpan Active = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Paused = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Throttle = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Repeat = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private Dictionary<(ChatId Chat, ContactId Who), (ActivityKind Kind, long Ends)>? _heard;
    private Dictionary<string, Saying>? _said;
    private TaskCompletionSource? _changed;
    private CancellationTokenSource? _ended;
    private Task _run = Task.CompletedTask;
    private IEventSink? _events;

    /// <summary>Notes what somebody else does. True when it is news.</summary>
    internal bool Hears(ChatId chat, ContactId who, ActivityKind kind)
    {
        lock (state.Gate)
        {
            if (kind == ActivityKind.None)
                return _heard?.Remove((chat, who)) == true;
            var before = default((ActivityKind Kind, long Ends));
            var known = _heard?.TryGetValue((chat, who), out before) == true;
            if (!known && _heard?.Count >= MaxHeard)
                return false;
            (_heard ??= [])[(chat, who)] = (kind, After(kind == ActivityKind.Typing ? Active : Paused));
            Signal();
            return !known || before.Kind != kind;
        }
    }

    /// <summary>Notes what the account does, to be told when it may be.</summary>
    internal void Says(string target, ActivityKind kind)
    {
        lock (state.Gate)
        {
            if (_said?.GetValueOrDefault(state.Key(target)) is not { } saying)
            {
                if (kind is not (ActivityKind.Typing or ActivityKind.Paused) || _said?.Count >= MaxSaid)
                    return;
                (_said ??= new(StringComparer.Ordinal)).Add(state.Key(target), saying = new Saying(target));
            }
            var wanted = kind is ActivityKind.Typing or ActivityKind.Paused ? kind : ActivityKind.None;
            if (saying.Wanted == wanted && wanted != ActivityKind.Typing)
                return;
            saying.Wanted = wanted;
            saying.Ends = After(Longest);
            saying.Next = saying.ToldAt is { } told ? Math.Max(Now, told + Ticks(Throttle)) : Now;
            Signal();
        }
    }

    /// <summary>A message of the account says by itself that it no longer types.</summary>
    internal void Sent(string target)
    {
        lock (state.Gate)
        {
            if (_said?.GetValueOrDefault(state.Key(target)) is { } saying)
                (saying.Wanted, saying.Told) = (ActivityKind.None, ActivityKind.None);
        }
    }

    /// <summary>The account is not in a channel any more, where nobody would take what it says.</summary>
    internal void Left(Channel channel)
    {
        lock (state.Gate)
        {
            _said?.Remove(channel.Key);
        }
    }

    /// <summary>From now on there may be something to tell, until <see cref="EndAsync"/>.</summary>
    internal void Start(IEventSink events)
    {
        lock (state.Gate)
        {
            _events = events;
        }
    }

    /// <summary>The connection has ended: completes when nothing more is told.</summary>
    internal async Task EndAsync()
    {
        CancellationTokenSource? ended;
        lock (state.Gate)
        {
            _events = null;
            ended = _ended;
        }
        if (ended is null)
            return;
        await ended.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        ended.Dispose();
    }

    /// <summary>Tells the server what the account does, and the core who is silent for too long, as long as anybody types.</summary>
    private async Task RunAsync(IEventSink events, CancellationToken stop)
    {
        // Whoever types is under the gate, or in the middle of reading a line.
        await Task.Yield();
        try
        {
            while (true)
            {
                Task changed;
                List<ActivityChanged> over;
                TimeSpan wait;
                lock (state.Gate)
                {
                    over = TakeOver();
                    Tell();
                    if ((over.Count > 0 ? TimeSpan.Zero : NextIn()) is not { } next)
                    {
                        _changed = null;
                        return;
                    }
                    wait = next;
                    _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    changed = _changed.Task;
                }
                foreach (var silent in over)
                    await events.PublishAsync(silent, stop).ConfigureAwait(false);
                await WaitAsync(changed, wait, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The connection has ended.
        }
    }

    private long Now => state.Time.GetTimestamp();

    private async Task WaitAsync(Task changed, TimeSpan wait, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var pause = Task.Delay(wait, state.Time, ended.Token);
        await Task.WhenAny(changed, pause).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
    }

    private List<ActivityChanged> TakeOver()
    {
        List<ActivityChanged> over = [];
        if (_heard is null)
            return over;
        foreach (var ((chat, who), (_, ends)) in _heard)
        {
            if (ends <= Now)
                over.Add(new ActivityChanged(who, ActivityKind.None) { Chat = chat });
        }
        foreach (var each in over)
            _heard.Remove((each.Chat!.Value, each.Sender));
        // Who has left the channel meanwhile types no more, as everybody knows.
        over.RemoveAll(each => IrcAddressCodec.IsChannel(each.Chat!.Value.Value)
            && (channels.Find(each.Chat.Value.Value) is not { } channel || channel.Get(state.Key(each.Sender.Value)) is null));
        return over;
    }

    private void Tell()
    {
        foreach (var (key, saying) in _said ?? [])
        {
            if (saying.Next > Now)
                continue;
            // PART is on its way, or the server has taken the account out in a way that was not seen here.
            if (IrcAddressCodec.IsChannel(saying.Target) && channels.Find(saying.Target) is not { IsLeaving: false })
            {
                _said!.Remove(key);
                continue;
            }
            var over = saying.Ends <= Now;
            if (saying.Wanted == saying.Told && (saying.Wanted == ActivityKind.None || (saying.Wanted == ActivityKind.Paused && over)))
            {
                _said!.Remove(key);
                continue;
            }
            // Typing that nobody ends was forgotten; and what finds no room in the flood limit is not worth waiting for.
            if (saying.Wanted == ActivityKind.Typing && over)
                saying.Wanted = ActivityKind.None;
            saying.Next = After(saying.Wanted == ActivityKind.Typing ? Repeat : Throttle);
            if (saying.Wanted == saying.Told && saying.Wanted != ActivityKind.Typing)
                saying.Next = saying.Ends;
            else if (state.Limiter.TryTake())
                Write(saying);
        }
    }

    private void Write(Saying saying)
    {
        (saying.Told, saying.ToldAt) = (saying.Wanted, Now);
        var (target, kind) = (saying.Target, saying.Wanted);
        state.Link.Post(output => output
            .Raw(kind switch { ActivityKind.Typing => "@+typing=active TAGMSG "u8, ActivityKind.Paused => "@+typing=paused TAGMSG "u8, _ => "@+typing=done TAGMSG "u8 })
            .Text(target).End());
    }

    private TimeSpan? NextIn()
    {
        var next = long.MaxValue;
        foreach (var (_, (_, ends)) in _heard ?? [])
            next = Math.Min(next, ends);
        foreach (var (_, saying) in _said ?? [])
            next = Math.Min(next, saying.Next);
        if (next == long.MaxValue)
            return null;
        var wait = state.Time.GetElapsedTime(Now, next);
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private long After(TimeSpan time) => Now + Ticks(time);

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * state.Time.TimestampFrequency);

    private void Signal()
    {
        _changed?.TrySetResult();
        if (_changed is not null || _events is null)
            return;
        // Whoever looks at it next has yet to begin, and needs no sign.
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ended ??= new CancellationTokenSource();
        _run = RunAsync(_events, _ended.Token);
    }

    private sealed class Saying(string target)
    {
        internal string Target => target;

        internal ActivityKind Wanted { get; set; }

        internal ActivityKind Told { get; set; }

        internal long? ToldAt { get; set; }

        internal long Next { get; set; }

        internal long Ends { get; set; }
    }
}
