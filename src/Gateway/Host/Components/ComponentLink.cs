using System.Net.Sockets;
using System.Xml.Linq;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Components;

/// <summary>
/// The stream of one network's domain (XEP-0114): connects, reads, connects again with a back-off, and sees to it that what was written arrives.
/// Stanzas sent while the stream is down wait for it.
/// </summary>
internal sealed partial class ComponentLink(string network, ComponentOptions options, TimeProvider time, ILogger<ComponentLink> log)
{
    private static readonly TimeSpan KeepaliveInterval = TimeSpan.FromSeconds(30), PingTimeout = TimeSpan.FromSeconds(20), SlowRetry = TimeSpan.FromSeconds(30);

    /// <summary>A server that is being started is noticed within seconds, however long it was away; an attempt costs it nothing.</summary>
    private static readonly TimeSpan UnreachableRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UnreachableLogInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PassedOverLogInterval = TimeSpan.FromMinutes(1);
    private static readonly StanzaError TooMuch = StanzaError.PolicyViolation.WithText("The stanza is larger or deeper than this gateway takes.");

    private readonly Lock _gate = new();
    private readonly Barrier _barrier = new();
    private readonly Jid _domain = Jid.Parse(options.Domain);
    private readonly List<TrackedStanza> _backlog = [];
    private ComponentConnection? _connection;
    private TaskCompletionSource _changed = NewSignal();
    private bool _reading;
    private bool _isCatchingUp;
    private long _upSince;
    private volatile bool _isProved;
    private long _pingSentAt;
    private long? _passedOverLoggedAt, _unreachableLoggedAt, _unwrittenLoggedAt;
    private long _backlogBytes;
    private TaskCompletionSource? _proved;

    /// <summary>Stanzas that may wait for the stream before senders are made to wait.</summary>
    public const int MaxBacklog = 50_000;

    /// <summary>Bytes on the wire that they may come to.</summary>
    private const long MaxBacklogBytes = 32 * 1024 * 1024;

    private const int CatchUpPortion = 32;

    /// <summary>
    /// Bytes that may wait in the connection before what has to arrive waits here instead. A connection that holds far more counts as broken,
    /// for everybody, and what is written to one user's clients must not come to that.
    /// </summary>
    private const int MaxDirect = 4 * 1024 * 1024;

    /// <summary>Bytes that may wait in the connection before answers are shortened to an error, and before there are none.</summary>
    private const int MaxForAnswers = 16 * 1024 * 1024, MaxForErrors = 32 * 1024 * 1024;

    private static readonly StanzaError Busy = StanzaError.ResourceConstraint.WithText("Too much is on its way to the server already. Please try again later.");

    /// <summary>The component's domain.</summary>
    public Jid Domain => _domain;

    /// <summary>The state of the stream.</summary>
    public LinkState State { get; private set; } = LinkState.Connecting;

    /// <summary>When the stream last fell, Unix milliseconds; 0 when it never did.</summary>
    public long DownSince { get; private set; }

    /// <summary>True while so much waits for the server that networks should be made to wait.</summary>
    public bool IsCongested
    {
        get
        {
            var connection = _connection;
            return _backlog.Count + _barrier.Count > MaxBacklog || Volatile.Read(ref _backlogBytes) > MaxBacklogBytes || connection?.BufferedBytes > 16 * 1024 * 1024;
        }
    }

    /// <summary>Keeps the stream up until cancelled.</summary>
    /// <param name="onStanza">Called on the read loop for each stanza; must not block.</param>
    /// <param name="onUp">Called after each successful handshake, when what waited is written; must not block.</param>
    /// <param name="onDown">Called after each end of a stream; must not block.</param>
    /// <param name="stop">Ends the stream.</param>
    public async Task RunAsync(Action<XElement> onStanza, Action onUp, Action onDown, CancellationToken stop)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(60));
        while (!stop.IsCancellationRequested)
        {
            TimeSpan? atLeast = null, atMost = null;
            try
            {
                await using var connection = await ComponentConnection.ConnectAsync(options, time, stop);
                Up(connection, onUp);
                await PumpAsync(connection, onStanza, stop);
                LogEnded(log, options.Domain);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
            catch (StreamException e)
            {
                atLeast = Refused(e);
            }
            catch (Exception e) when (e is IOException or SocketException or TimeoutException or OperationCanceledException)
            {
                atMost = Broken(e);
            }
#pragma warning disable CA1031 // Whatever it was: the stream of this network must come back.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogFailed(log, e, options.Domain);
            }
            finally
            {
                Down();
                onDown();
            }

            if (_isProved)
            {
                // Only a stream that has read something of ours is a good one: a server may end each at the same stanza.
                _isProved = false;
                backoff.Reset();
            }

            if (!stop.IsCancellationRequested)
            {
                await Task.Delay(backoff.Next(atLeast, atMost), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Writes an answer or another stanza that loses its meaning with the stream; dropped while the stream is down.</summary>
    public void Send(XElement stanza)
    {
        var waiting = _connection?.BufferedBytes;
        if (waiting > MaxForErrors)
        {
            return;
        }

        if (waiting > MaxForAnswers && stanza.IsIq && stanza.Type == "result")
        {
            stanza = new XElement(Ns.Component + "iq", Busy.ToElement()) { Type = "error", From = stanza.From, To = stanza.To, Id = stanza.Id };
        }

        var result = _connection?.Write(stanza) ?? WriteResult.Closed;
        if (result is not (WriteResult.Written or WriteResult.Closed))
        {
            Unwritten(stanza, result);
            if (stanza.IsIq && stanza.Type == "result")
            {
                // Whoever asked waits for something.
                var answer = new XElement(Ns.Component + "iq", StanzaError.InternalServerError.ToElement()) { Type = "error", From = stanza.From, To = stanza.To, Id = stanza.Id };
                _connection?.Write(answer);
            }
        }
    }

    /// <summary>Answers a stanza with an error, unless it is one that is not answered.</summary>
    /// <param name="stanza">What cannot be done.</param>
    /// <param name="error">Why; null when its sender need not know.</param>
    public void Refuse(XElement stanza, StanzaError? error)
    {
        if (error?.ToReply(stanza) is { } answer)
        {
            if (!Jid.TryParse(answer.From, out _))
            {
                // What it was sent to is no address that could be answered from, or was not read.
                answer.From = options.Domain;
            }

            Send(answer);
        }
    }

    /// <summary>Writes a stanza that has to arrive: again after a reconnect, with a delay stamp on messages, until proved.</summary>
    /// <param name="stanza">The stanza; must not be changed afterwards.</param>
    /// <param name="owner">Told of the proof, or null.</param>
    public void SendTracked(XElement stanza, IProvable? owner)
    {
        WriteResult result;
        lock (_gate)
        {
            var tracked = new TrackedStanza(stanza, owner, time.GetUtcNow().ToUnixTimeMilliseconds());
            if (_connection is { BufferedBytes: > MaxDirect } && !_isCatchingUp)
            {
                _isCatchingUp = true;
                Signal();
            }

            if (_connection is not { } connection || _isCatchingUp)
            {
                // Nothing new overtakes what waits.
                _backlog.Add(tracked);
                _backlogBytes += StanzaWriter.Measure(stanza);
                return;
            }

            result = Write(connection, tracked);
        }

        EndIfRefused(stanza, owner, result);
    }

    /// <summary>Completes when the server has read all that was given to the link, or the stream is down.</summary>
    public async Task WhenProvedAsync(CancellationToken stop)
    {
        Task proved;
        lock (_gate)
        {
            if (IsAllProved)
            {
                return;
            }

            proved = (_proved ??= NewSignal()).Task;
        }

        await proved.WaitAsync(stop);
    }

    /// <summary>Waits until the stream is up and hardly anything waits for it: whoever has much to write writes a little then, and waits again.</summary>
    public async Task WhenWritableAsync(CancellationToken stop)
    {
        while (true)
        {
            ComponentConnection? connection;
            Task changed;
            lock (_gate)
            {
                connection = _isCatchingUp ? null : _connection;
                changed = _changed.Task;
            }

            if (connection is null)
            {
                await changed.WaitAsync(stop);
                continue;
            }

            await connection.WhenDrainedAsync(stop);
            lock (_gate)
            {
                if (connection == _connection && !_isCatchingUp)
                {
                    return;
                }
            }
        }
    }

    private WriteResult Write(ComponentConnection connection, in TrackedStanza tracked)
    {
        var result = connection.Write(tracked.Stanza);
        if (result is WriteResult.Written or WriteResult.Closed)
        {
            _barrier.Track(tracked);
            PingIfDue(connection);
        }

        return result;
    }

    /// <summary>A stanza that can never be written counts as done with; the writer's limits protect everybody else on the stream.</summary>
    private void EndIfRefused(XElement stanza, IProvable? owner, WriteResult result)
    {
        if (result is not (WriteResult.Written or WriteResult.Closed))
        {
            Unwritten(stanza, result);
            owner?.Proved();
        }
    }

    /// <summary>Anybody can have us answer to, or in the name of, an address that cannot be written, as often as they like.</summary>
    private void Unwritten(XElement stanza, WriteResult result)
    {
        lock (_gate)
        {
            if (_unwrittenLoggedAt is { } last && time.GetElapsedTime(last) < PassedOverLogInterval)
            {
                return;
            }

            _unwrittenLoggedAt = time.GetTimestamp();
        }

        LogRefused(log, options.Domain, stanza.Name.LocalName, result);
    }

    /// <summary>Writes what waits for the stream, as often as there is something, in portions that the connection can hold.</summary>
    private async Task CatchUpAsync(ComponentConnection connection, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await WriteBacklogAsync(connection, stop);
            Task changed;
            lock (_gate)
            {
                changed = _isCatchingUp ? Task.CompletedTask : _changed.Task;
            }

            await changed.WaitAsync(stop);
        }
    }

    private async Task WriteBacklogAsync(ComponentConnection connection, CancellationToken stop)
    {
        List<(TrackedStanza Tracked, WriteResult Result)> written = [];
        while (!stop.IsCancellationRequested)
        {
            await connection.WhenDrainedAsync(stop);
            written.Clear();
            lock (_gate)
            {
                if (connection != _connection)
                {
                    return;
                }

                var portion = Math.Min(_backlog.Count, CatchUpPortion);
                _isCatchingUp = portion > 0;
                for (var i = 0; i < portion; i++)
                {
                    var tracked = _backlog[i];
                    _backlogBytes -= StanzaWriter.Measure(tracked.Stanza);
                    if (tracked.At <= _upSince)
                    {
                        tracked = tracked with { Stanza = Stamp(tracked.Stanza, tracked.At) };
                    }

                    written.Add((tracked, Write(connection, tracked)));
                }

                _backlog.RemoveRange(0, portion);
                if (!_isCatchingUp)
                {
                    Signal();
                }
            }

            if (written.Count == 0)
            {
                return;
            }

            foreach (var (tracked, result) in written)
            {
                EndIfRefused(tracked.Stanza, tracked.Owner, result);
            }
        }
    }

    private void Up(ComponentConnection connection, Action onUp)
    {
        LogUp(log, options.Domain, options.Host, options.Port);
        _unreachableLoggedAt = null;
        State = LinkState.Up;
        lock (_gate)
        {
            _connection = connection;
            _isCatchingUp = true;
            _upSince = time.GetUtcNow().ToUnixTimeMilliseconds();
            _isProved = false;
        }

        onUp();
    }

    private void Down()
    {
        if (State is LinkState.Up or LinkState.Connecting)
        {
            State = LinkState.Down;
        }

        lock (_gate)
        {
            if (_connection is null)
            {
                return;
            }

            _connection = null;
            _isCatchingUp = false;
            Signal();
            DownSince = time.GetUtcNow().ToUnixTimeMilliseconds();
            var unproved = _barrier.TakeUnproved();
            _backlog.InsertRange(0, unproved);
            foreach (var tracked in unproved)
            {
                _backlogBytes += StanzaWriter.Measure(tracked.Stanza);
            }

            EndWaitForProof();
        }
    }

    private bool IsAllProved => _connection is null || (_barrier.Count == 0 && _backlog.Count == 0);

    /// <summary>Under the lock.</summary>
    private void EndWaitForProof()
    {
        if (_proved is not null && IsAllProved)
        {
            _proved.SetResult();
            _proved = null;
        }
    }

    /// <summary>Tells those who wait that the stream or what waits for it has changed. Under the lock.</summary>
    private void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task PumpAsync(ComponentConnection connection, Action<XElement> onStanza, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var keepalive = KeepAliveAsync(connection, ended);
        var catchingUp = CatchUpAsync(connection, ended.Token);
        try
        {
            await connection.RunAsync(stanza => Receive(stanza, onStanza), PassOver, () => EndBatch(connection), ended.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException("the XMPP server did not answer a ping in time");
        }
        finally
        {
            await ended.CancelAsync();
            await keepalive;
            await catchingUp.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Receive(XElement stanza, Action<XElement> onStanza)
    {
        _reading = true;
        if (stanza.IsIq && stanza.Id is { } id && id == _barrier.PendingPing && stanza.To == _domain.Domain && stanza.From == _domain.Domain)
        {
            Prove(id);
            return;
        }

        onStanza(stanza);
    }

    /// <summary>Any client can send a stanza beyond the limits, and as many as it likes: each is answered, few are logged.</summary>
    /// <param name="startTag">The stanza without its content.</param>
    private void PassOver(XElement startTag)
    {
        _reading = true;
        Refuse(startTag, TooMuch);
        if (_passedOverLoggedAt is not { } last || time.GetElapsedTime(last) >= PassedOverLogInterval)
        {
            _passedOverLoggedAt = time.GetTimestamp();
            LogPassedOver(log, options.Domain, startTag.Name.LocalName, Jid.TryParse(startTag.From, out var sender) ? sender.Domain : "?");
        }
    }

    private TimeSpan? Refused(StreamException e)
    {
        var wasUp = State == LinkState.Up;
        State = e.Condition switch
        {
            "not-authorized" => LinkState.WrongSecret,
            "host-unknown" => LinkState.UnknownHost,
            "conflict" => LinkState.Conflict,
            _ => LinkState.Down,
        };
        switch (State)
        {
            case LinkState.WrongSecret:
                LogWrongSecret(log, options.Domain, options.Host, options.Port, network);
                return SlowRetry;
            case LinkState.UnknownHost:
                LogUnknownHost(log, options.Domain, options.Host, options.Port, network);
                return SlowRetry;
            case LinkState.Conflict:
                LogConflict(log, options.Domain);
                return null;
            case LinkState.Down when !wasUp && e.Condition is "not-well-formed" or "invalid-xml" or "bad-format" or "invalid-namespace" or "unsupported-version":
                LogNoServer(log, options.Domain, options.Host, options.Port, e.Message);
                return SlowRetry;
            default:
                LogStreamError(log, options.Domain, e.Text is { Length: > 0 } text ? $"{e.Condition} ({text})" : e.Condition);
                return null;
        }
    }

    private TimeSpan? Broken(Exception e)
    {
        if (State == LinkState.Up)
        {
            LogBroken(log, options.Domain, e.Message);
            return null;
        }

        if (_unreachableLoggedAt is not { } last || time.GetElapsedTime(last) >= UnreachableLogInterval)
        {
            _unreachableLoggedAt = time.GetTimestamp();
            LogUnreachable(log, options.Domain, options.Host, options.Port, e.Message);
        }

        return UnreachableRetry;
    }

    private static XElement Stamp(XElement stanza, long at)
    {
        if (!stanza.IsMessage || stanza.Child(Ns.Delay, "delay") is not null)
        {
            return stanza;
        }

        var stamped = new XElement(stanza);
        if (Privilege.InnerMessage(stamped) is { } inner)
        {
            // The server takes nothing beside the message that it is to send in a user's name.
            inner.Add(inner.Child(Ns.Delay, "delay") is null ? Delay.Build(DateTimeOffset.FromUnixTimeMilliseconds(at)) : null);
            return stamped;
        }

        stamped.Add(Delay.Build(DateTimeOffset.FromUnixTimeMilliseconds(at), stanza.From is { } from && Jid.TryParse(from, out var jid) ? jid.Bare : null));
        return stamped;
    }
}
