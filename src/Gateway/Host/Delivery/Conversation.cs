using Bridge.Adapters;
using Bridge.Store;

namespace Bridge.Gateway.Delivery;

/// <summary>
/// One chat of one account, and its lane: what comes from the network is handled in order, what goes to it is handed over in order, and an own message
/// from elsewhere waits for the outcome of a send under way, so that an echo is never taken for it. A conversation at rest costs only this object.
/// </summary>
internal abstract partial class Conversation : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Queue<IncomingDelivery> _incoming = new();
    private readonly LinkedList<OutgoingDelivery> _outgoing = new();
    private readonly List<OutgoingDelivery> _batch = [];
    private IReadOnlyList<SendResult>? _results;
    private ITimer? _timer;
    private bool _running;
    private bool _sending;
    private SendResult? _abandoned;

    private readonly Queue<string> _accepted = new();

    private const int MaxBatch = 256, RememberedIds = 64;

    private static readonly TimeSpan ShownDelay = TimeSpan.FromSeconds(10);

    /// <summary>Messages that may wait for the network in one chat before more are refused.</summary>
    public const int MaxWaiting = 10_000;

    /// <summary>How long the network may take over one send.</summary>
    public static readonly TimeSpan SendTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Messages waiting for the network, those being sent among them.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _outgoing.Count;
            }
        }
    }

    /// <summary>The session that takes messages now, or null.</summary>
    protected abstract INetworkSession? SendingSession { get; }

    /// <summary>For failures of the lane itself.</summary>
    protected abstract ILogger Log { get; }

    protected abstract DeliveryJournal Journal { get; }

    protected abstract TimeProvider Time { get; }

    /// <summary>Takes an event that is stored.</summary>
    public void Post(IncomingDelivery delivery)
    {
        lock (_gate)
        {
            _incoming.Enqueue(delivery);
            Schedule();
        }
    }

    /// <summary>Looks again whether something can be sent: the session came up, the room was joined, time has passed.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            Schedule();
        }
    }

    /// <summary>The state in which a new message is to be stored: already as being sent when nothing stands before it.</summary>
    public OutboxState InitialState()
    {
        var session = SendingSession;
        if (session is null || session.GetCapabilities(Chat).Rate is not null)
        {
            return OutboxState.Queued;
        }

        lock (_gate)
        {
            var room = session is ISendsBatches batches ? batches.SendRoom : 1;
            return _outgoing.Count < room && (_outgoing.First is null || _outgoing.First.Value.State == OutboxState.Sending) ? OutboxState.Sending : OutboxState.Queued;
        }
    }

    /// <summary>The journal has stored a state of a message.</summary>
    public void Stored(OutgoingDelivery delivery, OutboxState state)
    {
        SendResult? abandoned;
        lock (_gate)
        {
            delivery.IsChanging = false;
            abandoned = state is OutboxState.Queued or OutboxState.Sending ? _abandoned : null;
            if (abandoned is not null)
            {
                Unlink(delivery);
            }
            else if (delivery.Position is null && state is (OutboxState.Queued or OutboxState.Sending))
            {
                delivery.Position = _outgoing.AddLast(delivery);
            }

            Schedule();
        }

        if (abandoned is not null)
        {
            GiveUp(delivery, abandoned);
        }
    }

    /// <summary>The journal could not store a message: it is not accepted.</summary>
    public abstract void NotStored(OutgoingDelivery delivery);

    /// <summary>Messages that wait, for the watch and for people.</summary>
    public IReadOnlyList<OutgoingDelivery> ListWaiting()
    {
        lock (_gate)
        {
            return [.. _outgoing];
        }
    }

    /// <summary>Takes a message out of the queue unless the network is being given it.</summary>
    public bool TryRemove(OutgoingDelivery delivery)
    {
        lock (_gate)
        {
            // Stored as being sent is not handed over yet: without a session it may stay that way for long.
            if (delivery.Position is null || delivery.IsChanging || (_sending && _batch.Contains(delivery)))
            {
                return false;
            }

            Unlink(delivery);
            return true;
        }
    }

    /// <summary>The conversation is over: what waits, and what is still being stored, is given up.</summary>
    protected void Abandon(SendResult result)
    {
        lock (_gate)
        {
            _abandoned = result;
        }

        foreach (var waiting in ListWaiting().Where(TryRemove))
        {
            GiveUp(waiting, result);
        }
    }

    /// <summary>A message that will not be sent, or of which nobody knows: stored as such, and its sender told.</summary>
    public void GiveUp(OutgoingDelivery delivery, SendResult result, TraceOutcome? outcome = null)
    {
        delivery.Reason = result.Reason;
        delivery.Outcome = outcome ?? (result.Outcome == SendOutcome.Uncertain ? TraceOutcome.Uncertain : TraceOutcome.Refused);
        Journal.Change(delivery, result.Outcome == SendOutcome.Uncertain ? OutboxState.Uncertain : OutboxState.Failed);
        Failed(delivery, result);
    }

    /// <summary>The chat on the network.</summary>
    public abstract ChatId Chat { get; }

    /// <summary>Whether a message from the network is one that went out through this conversation, come back.</summary>
    protected bool IsEcho(MessageReceived message) =>
        message.FromMe && (message.Echo is not null || message.Ids.Any(id => _accepted.Contains(id.Value)));

    /// <summary>When a message was said, when that is long enough ago to be shown (XEP-0203): clients sort by it, and clocks differ.</summary>
    protected DateTimeOffset? LateStamp(IncomingDelivery delivery, MessageReceived message)
    {
        var at = message.At ?? DateTimeOffset.FromUnixTimeMilliseconds(delivery.ReceivedAt);
        return delivery.IsReplayed || Time.GetUtcNow() - at > ShownDelay ? at : null;
    }

    /// <summary>Turns an event into stanzas. Called in order, never twice at a time.</summary>
    protected abstract void Handle(IncomingDelivery delivery);

    /// <summary>A message was accepted by the network: reflect or confirm it.</summary>
    protected abstract void Accepted(OutgoingDelivery delivery, SendResult result);

    /// <summary>A message will not be sent, or nobody knows: tell the sender.</summary>
    protected abstract void Failed(OutgoingDelivery delivery, SendResult result);

    /// <summary>Takes a token of the account's rate limit; false, and how long to wait, when there is none.</summary>
    protected abstract bool TryTakeToken(RateLimit rate, out TimeSpan wait);

    void IThreadPoolWorkItem.Execute()
    {
        while (TryTakeWork(out var incoming, out var results, out var session))
        {
            try
            {
                if (incoming is not null)
                {
                    Handle(incoming);
                }
                else if (results is not null)
                {
                    Complete(results);
                }
                else
                {
                    // Owned by the lane: it ends by setting the results, whatever happens.
                    _ = SendAsync(session!);
                }
            }
#pragma warning disable CA1031 // One stanza or event must not stop the lane; what was not delivered stays in the inbox.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogFailed(Log, e);
            }
        }
    }

    private void Unlink(OutgoingDelivery delivery)
    {
        if (delivery.Position is { } position)
        {
            _outgoing.Remove(position);
            delivery.Position = null;
        }
    }

    private void Schedule()
    {
        if (!_running)
        {
            _running = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private bool TryTakeWork(out IncomingDelivery? incoming, out IReadOnlyList<SendResult>? results, out INetworkSession? session)
    {
        lock (_gate)
        {
            incoming = null;
            session = null;
            results = _results;
            _results = null;
            if (results is not null)
            {
                return true;
            }

            if (_incoming.TryPeek(out incoming) && !(_sending && incoming.Event is MessageReceived { FromMe: true }))
            {
                _incoming.Dequeue();
                return true;
            }

            incoming = null;
            if (!_sending && TryTakeBatch(out session))
            {
                _sending = true;
                return true;
            }

            _running = false;
            return false;
        }
    }

    private bool TryTakeBatch(out INetworkSession? session)
    {
        session = null;
        if (_outgoing.First is not { } first || SendingSession is not { } sending || IsTooEarly(first.Value))
        {
            return false;
        }

        var capabilities = sending.GetCapabilities(Chat);
        var rate = capabilities.Rate;
        var room = rate is null && sending is ISendsBatches batches ? Math.Clamp(batches.SendRoom, 1, MaxBatch) : 1;
        if (first.Value.IsChanging || first.Value.State == OutboxState.Queued)
        {
            BeginSending(first, room);
            return false;
        }

        if (rate is not null && !TryTakeToken(rate, out var wait))
        {
            WakeAfter(wait);
            return false;
        }

        _batch.Clear();
        for (var node = first; node is not null && _batch.Count < room && node.Value is { State: OutboxState.Sending, IsChanging: false }; node = node.Next)
        {
            // What has to be cut into pieces goes alone: a batch is handed over whole.
            var isLong = MessageSplitting.IsNeeded(capabilities, node.Value.Content);
            if (isLong && _batch.Count > 0)
            {
                break;
            }

            node.Value.Attempts++;
            _batch.Add(node.Value);
            room = isLong ? 1 : room;
        }

        session = sending;
        return true;
    }

    /// <summary>Has the journal know that these are being sent before they are: after a crash they are uncertain, not sent twice.</summary>
    private void BeginSending(LinkedListNode<OutgoingDelivery> first, int room)
    {
        for (var node = first; node is not null && room > 0; node = node.Next, room--)
        {
            if (node.Value is { IsChanging: false, State: OutboxState.Queued })
            {
                node.Value.IsChanging = true;
                Journal.Change(node.Value, OutboxState.Sending);
            }
        }
    }

    private bool IsTooEarly(OutgoingDelivery delivery)
    {
        var left = delivery.NotBefore - Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (left is not > 0)
        {
            return false;
        }

        WakeAfter(TimeSpan.FromMilliseconds(left.Value));
        return true;
    }

    private void WakeAfter(TimeSpan wait)
    {
        _timer ??= Time.CreateTimer(static state => ((Conversation)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private async Task SendAsync(INetworkSession session)
    {
        IReadOnlyList<SendResult> results;
        using var timeout = new CancellationTokenSource(SendTimeout, Time);
        try
        {
            results = await SendBatchAsync(session, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            results = All(SendResult.Uncertain("the network did not confirm it in time"));
        }
        catch (NetworkException e)
        {
            results = All(SendResult.Refused(e.Error, e.Message));
        }
#pragma warning disable CA1031 // An adapter's mistake must not stop the lane; nobody knows what was sent.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogSendFailed(Log, e);
            results = All(SendResult.Uncertain("the network connection failed while it was being sent"));
        }

        lock (_gate)
        {
            _results = results;
            Schedule();
        }
    }

    private async ValueTask<IReadOnlyList<SendResult>> SendBatchAsync(INetworkSession session, CancellationToken stop)
    {
        if (session is ISendsBatches batches && _batch.Count > 1)
        {
            var messages = new OutgoingMessage[_batch.Count];
            for (var i = 0; i < messages.Length; i++)
            {
                messages[i] = _batch[i].ToMessage();
            }

            return await batches.SendBatchAsync(messages, stop);
        }

        return [await MessageSplitting.SendAsync(session, _batch[0].ToMessage(), stop)];
    }

    private SendResult[] All(SendResult result)
    {
        var results = new SendResult[_batch.Count];
        Array.Fill(results, result);
        return results;
    }

    private void Complete(IReadOnlyList<SendResult> results)
    {
        for (var i = 0; i < _batch.Count; i++)
        {
            Complete(_batch[i], i < results.Count ? results[i] : SendResult.Uncertain("the network did not say what became of it"));
        }

        lock (_gate)
        {
            _batch.Clear();
            _sending = false;
        }
    }

    private void Complete(OutgoingDelivery delivery, SendResult result)
    {
        if (result.Outcome == SendOutcome.NotSent)
        {
            delivery.IsChanging = true;
            delivery.Reason = result.Reason;
            delivery.NotBefore = (Time.GetUtcNow() + (result.RetryAfter ?? PauseAfter(delivery.Attempts))).ToUnixTimeMilliseconds();
            Journal.Change(delivery, OutboxState.Queued);
            return;
        }

        lock (_gate)
        {
            Unlink(delivery);
        }

        if (result.Outcome == SendOutcome.Accepted)
        {
            delivery.NetworkId = result.Ids.Count > 0 ? result.Ids[0].Value : null;
            Remember(result.Ids);
            Accepted(delivery, result);
            return;
        }

        GiveUp(delivery, result);
    }

    /// <summary>A network that takes nothing and says no time must not be asked as fast as the disk can write.</summary>
    private static TimeSpan PauseAfter(int attempts) => TimeSpan.FromMilliseconds(Math.Min(30_000, 50 << Math.Min(attempts, 10)));

    private void Remember(IReadOnlyList<MessageId> ids)
    {
        foreach (var id in ids)
        {
            if (_accepted.Count >= RememberedIds)
            {
                _accepted.Dequeue();
            }

            _accepted.Enqueue(id.Value);
        }
    }

    [LoggerMessage(2000, LogLevel.Error, "a conversation's lane failed")]
    private static partial void LogFailed(ILogger log, Exception cause);

    [LoggerMessage(2001, LogLevel.Error, "an adapter failed to send")]
    private static partial void LogSendFailed(ILogger log, Exception cause);
}
