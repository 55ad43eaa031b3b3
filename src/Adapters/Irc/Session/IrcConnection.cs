namespace Bridge.Adapters.Irc;

/// <summary>A session's connection with all that lives and dies with it: the parts, the read loop and the watch over silence.</summary>
internal sealed class IrcConnection : IDisposable
{
    private static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(240);
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan RegisterWithin = TimeSpan.FromSeconds(60);
    private const int LeastForPing = 4;

    private static readonly TimeSpan QuitWithin = TimeSpan.FromSeconds(1);

    private readonly ReceiveBuffer _buffer = new();
    private readonly LineRouter _router;
    private readonly Registration _registration;
    private readonly CtcpResponder _ctcp;
    private readonly EchoTable _echoes;
    private readonly ReadBarrier _reads;
    private readonly TypingTable _typing;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _startedAt;
    private ReadAhead? _ahead;
    private NetworkException? _watchFailure;
    private volatile bool _isHeld;
    private long _heardAt;
    private int _quitting;

    internal IrcConnection(IrcState state)
    {
        State = state;
        Channels = new ChannelTable(state);
        Joins = new Joins(state);
        _echoes = new EchoTable(state);
        _reads = new ReadBarrier(state);
        Requests = new RequestTable(state);
        _ctcp = new CtcpResponder(state);
        _registration = new Registration(state);
        var batches = new OpenBatches();
        var places = new MessagePlaces(state, Channels);
        var histories = new HistoryTable(state);
        _typing = new TypingTable(state, Channels);
        var followUps = new FollowUpEvents(state, Channels, places, _typing);
        var messages = new MessageEvents(state, Channels, places, followUps, _echoes, _reads, batches, _ctcp);
        var texts = new ServerText(state);
        var splits = new Splits(state);
        var who = new WhoQuestions(state, Channels);
        var rooms = new RoomEvents(state, Channels, Joins, splits, who, _typing);
        var renames = new Renames(state, Channels, Joins, rooms, who);
        var errors = new ErrorEvents(state, Channels, Joins, messages, texts, renames);
        Nick = new OwnNick(state, Requests);
        var modeWords = new ModeWords(state);
        Watches = new WatchList(state, Requests, Nick);
        _router = new LineRouter(
            state, _registration, rooms, new RoomModes(state, Channels, modeWords), messages, new BatchEvents(batches, messages, histories), followUps, Requests, errors,
            splits, texts, who, Watches, renames, modeWords, Nick);
        Sender = new MessageSender(state, Channels, Joins, _echoes, _reads, Requests, _typing);
        FollowUps = new FollowUpSender(state, Channels, Requests, followUps);
        History = new HistoryReader(state, Channels, Requests, histories);
        JoinLines = new JoinLines(state, Channels, Joins, Requests);
        PartLines = new PartLines(state);
        Presence = new OwnPresence(state);
        _startedAt = _heardAt = state.Time.GetTimestamp();
    }

    internal IrcState State { get; }

    internal ChannelTable Channels { get; }

    internal Joins Joins { get; }

    internal JoinLines JoinLines { get; }

    internal PartLines PartLines { get; }

    internal RequestTable Requests { get; }

    internal WatchList Watches { get; }

    internal OwnNick Nick { get; }

    internal OwnPresence Presence { get; }

    internal MessageSender Sender { get; }

    internal FollowUpSender FollowUps { get; }

    internal HistoryReader History { get; }

    /// <summary>How many lines the flood limit lets go now.</summary>
    // A PING behind each single message would take half of the limit.
    internal int SendRoom => State.Has(IrcCaps.EchoMessage) || !_reads.IsOfUse ? State.Limiter.Room : Math.Max(State.Limiter.Room, LeastForPing);

    internal bool IsReady => State.IsReady && !State.Link.IsClosed;

    /// <summary>What a chat has beyond text.</summary>
    internal ChatTraits TraitsOf(ChatId chat) =>
        (Channels.Find(chat.Value) is { TakesNoFormatting: true } ? ChatTraits.None : ChatTraits.Formatting)
        | (MessageTags.CanReply(State) ? ChatTraits.Replies : ChatTraits.None)
        | (MessageTags.CanReact(State) ? ChatTraits.Reactions : ChatTraits.None)
        | (State.Has(IrcCaps.MessageRedaction) ? ChatTraits.Retractions : ChatTraits.None)
        | (MessageTags.CanType(State) ? ChatTraits.Activity : ChatTraits.None)
        | (State.Has(IrcCaps.ReadMarker | IrcCaps.ServerTime) ? ChatTraits.Displayed : ChatTraits.None);

    /// <summary>Tells a chat what the user is doing, where the server relays that.</summary>
    internal void SetActivity(ChatId chat, ActivityKind activity)
    {
        var channel = Channels.Find(chat.Value);
        if (MessageTags.CanType(State) && (channel is { IsListed: true } || TargetName.IsValidNick(chat.Value)))
            _typing.Says(channel?.Name ?? chat.Value, activity);
    }

    /// <summary>Reads until the connection ends, which is always an exception.</summary>
    internal async Task RunAsync(IEventSink events, ConnectionWatch watch, CancellationToken stop)
    {
        using var cancelled = stop.UnsafeRegister(static x => _ = ((IrcConnection)x!).QuitAsync(), this);
        watch.Add(this);
        try
        {
            _registration.Start();
            _typing.Start(events);
            await ReadAsync(events, stop).ConfigureAwait(false);
        }
        finally
        {
            watch.Remove(this);
            State.IsReady = false;
            State.KeepTlsFromNow();
            State.Link.Close();
            await _typing.EndAsync().ConfigureAwait(false);
            var lost = new NetworkException(NetworkError.NetworkDown, "The connection to the server has ended.");
            State.Limiter.Close();
            _echoes.Close();
            _reads.Close();
            Joins.Close(lost);
            Watches.Close();
            Requests.Close(lost);
            if (_buffer.Dropped > 0)
                IrcLog.LinesDropped(State.Log, State.Context.User, State.Server.Name, _buffer.Dropped);
            _buffer.Dispose();
            _ended.TrySetResult();
        }
    }

    /// <summary>Says goodbye and waits a moment for the server to close, so that the nick is free again.</summary>
    internal async Task QuitAsync()
    {
        if (Interlocked.Exchange(ref _quitting, 1) == 0 && !State.Link.IsClosed)
            State.Link.Post(static output => output.Raw("QUIT :Leaving\r\n"u8));
        try
        {
            await _ended.Task.WaitAsync(QuitWithin, State.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            State.Link.Close();
        }
    }

    public void Dispose()
    {
        State.Link.Dispose();
        State.Limiter.Dispose();
        _ctcp.Dispose();
        Watches.Dispose();
    }

    private async Task ReadAsync(IEventSink events, CancellationToken stop)
    {
        var effects = State.Effects;
        while (true)
        {
            if (_ahead is { IsSpent: true })
                _ahead = null;
            if (_buffer.Release())
                await (_ahead is null ? State.Link.ReadableAsync() : _ahead.ReadableAsync()).ConfigureAwait(false);
            var count = _ahead is null ? await State.Link.ReadAsync(_buffer.Free).ConfigureAwait(false) : await _ahead.ReadAsync(_buffer.Free).ConfigureAwait(false);
            if (count == 0)
                throw Ending(stop);
            _buffer.Commit(count);
            var pingsAnswered = false;
            Volatile.Write(ref _heardAt, State.Time.GetTimestamp());
            while (HandleNext())
            {
                // Most lines end here, with one event that the core takes at once: no state machine for each.
                for (var i = 0; i < effects.Events.Count && !stop.IsCancellationRequested; i++)
                {
                    var published = events.PublishAsync(effects.Events[i], stop);
                    if (!published.IsCompletedSuccessfully)
                    {
                        _ahead ??= new ReadAhead(State.Link, () => Volatile.Write(ref _heardAt, State.Time.GetTimestamp()), _router.Answer);
                        if (!pingsAnswered)
                            _ahead.AnswerPings(_buffer.Unread);
                        pingsAnswered = true;
                        _isHeld = true;
                        await _ahead.WaitAsync(published.AsTask()).ConfigureAwait(false);
                        _isHeld = false;
                    }
                }
                if (effects.AfterPublishing is { } actions)
                {
                    foreach (var action in actions)
                        action();
                }
                effects.Clear();
                if (State.Fatal is not null)
                    throw Ending(stop);
            }
        }
    }

    /// <summary>Handles lines up to the next one that leads to something. False when there are no more.</summary>
    private bool HandleNext()
    {
        while (_buffer.TryRead(out var bytes))
        {
            if (!IrcLine.TryParse(bytes, out var line))
                continue;
            try
            {
                _router.Handle(line);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // One line that nobody thought of must not cost the user the connection.
                IrcLog.LineFailed(State.Log, State.Context.User, State.Server.Name, SafeCommand(line), failure);
            }
            if (!State.Effects.IsEmpty || State.Fatal is not null)
                return true;
        }
        _router.Pause();
        return !State.Effects.IsEmpty;
    }

    private static string SafeCommand(in IrcLine line) =>
        line.Command.Length <= 16 && System.Text.Ascii.IsValid(line.Command) ? System.Text.Encoding.ASCII.GetString(line.Command) : "?";

    private Exception Ending(CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return new OperationCanceledException(stop);
        return State.Fatal ?? Volatile.Read(ref _watchFailure)
            ?? new NetworkException(NetworkError.NetworkDown, "The server closed the connection.") { Code = "irc.closed" };
    }

    /// <summary>Asks a server that has been silent for long, and gives up one that is silent for too long.</summary>
    internal void Watch()
    {
        var now = State.Time.GetTimestamp();
        var silence = State.Time.GetElapsedTime(Volatile.Read(ref _heardAt), now);
        if (!State.IsReady && State.Time.GetElapsedTime(_startedAt, now) >= RegisterWithin)
            Break(new NetworkException(NetworkError.TimedOut, "The server did not finish the registration in time.") { Code = "irc.timeout" });
        else if (silence >= DeadAfter && _ahead is not { IsFull: true })
            Break(new NetworkException(NetworkError.NetworkDown, "The server has not said anything for four minutes.") { Code = "irc.silent" });
        // What the core has not let be handled yet may hold the answer.
        else if (!_isHeld && _reads.Watch(Volatile.Read(ref _heardAt), now))
            Break(new NetworkException(NetworkError.NetworkDown, "The server has not confirmed a message, nor said anything, for a minute.") { Code = "irc.silent" });
        else if (State.Link.WritingFor >= StuckAfter)
            Break(new NetworkException(NetworkError.NetworkDown, "The server has not taken anything for two minutes.") { Code = "irc.stuck" });
        else if (silence >= AskAfter && State.IsReady && _ahead is not { IsFull: true })
        {
            IrcLog.Silent(State.Log, State.Context.User, State.Server.Name, (int)silence.TotalSeconds);
            State.Link.Post(static output => output.Raw("PING :bridge-alive\r\n"u8));
        }
    }

    private void Break(NetworkException failure)
    {
        Volatile.Write(ref _watchFailure, failure);
        State.Link.Close();
    }
}
