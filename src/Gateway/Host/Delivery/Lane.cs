using Bridge.Adapters;
using Bridge.Store;

namespace Bridge.Gateway.Delivery;

/// <summary>
/// The queue of one conversation, both ways: what comes from the network is handled in order, what goes to it is handed over in order, and an own
/// message from elsewhere waits for the outcome of a send under way, word of an unknown message for some moments. A lane at rest is no task.
/// </summary>
internal sealed partial class Lane(Conversation conversation) : IThreadPoolWorkItem
{
    /// <summary>How many messages are handed over at once.</summary>
    public const int MaxBatch = 256;

    private readonly Lock _gate = new();
    private readonly LinkedList<OutgoingDelivery> _outgoing = new();
    private readonly List<OutgoingDelivery> _batch = [];
    private IncomingDelivery? _incoming, _lastIncoming;
    private IReadOnlyList<SendResult>? _results;
    private ITimer? _timer;
    private int _accepting;
    private bool _running;
    private bool _sending;
    private SendResult? _abandoned;

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

    /// <summary>The same, and what is just being stored.</summary>
    public int Load
    {
        get
        {
            lock (_gate)
            {
                return _outgoing.Count + _accepting;
            }
        }
    }

    /// <summary>Whether nothing is under way and nothing waits, in either direction.</summary>
    public bool IsAtRest
    {
        get
        {
            lock (_gate)
            {
                return !_running && !_sending && _accepting == 0 && _outgoing.Count == 0 && _incoming is null;
            }
        }
    }

    /// <summary>Takes an event that is stored.</summary>
    public void Post(IncomingDelivery delivery)
    {
        lock (_gate)
        {
            _incoming ??= delivery;
            _lastIncoming?.Next = delivery;
            _lastIncoming = delivery;
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

    /// <summary>Takes up a new message, which the journal is about to be given.</summary>
    /// <returns>The state in which it is to be stored: already as being sent when it can go at once.</returns>
    public OutboxState BeginAccept(OutgoingDelivery delivery)
    {
        var state = InitialState(delivery.GoesAlone);
        lock (_gate)
        {
            delivery.IsAccepting = true;
            _accepting++;
            Count(delivery);
        }

        return state;
    }

    /// <summary>The journal could not store it.</summary>
    public void NotAccepted(OutgoingDelivery delivery)
    {
        lock (_gate)
        {
            EndAccept(delivery);
            Unlink(delivery);
        }
    }

    private void EndAccept(OutgoingDelivery delivery)
    {
        if (delivery.IsAccepting)
        {
            delivery.IsAccepting = false;
            _accepting--;
        }
    }

    private OutboxState InitialState(bool goesAlone)
    {
        var session = conversation.SendingSession;
        if (session is null || Limits.Ask(session, conversation) is not { Capabilities.Rate: null } limits)
        {
            return OutboxState.Queued;
        }

        lock (_gate)
        {
            if (goesAlone)
            {
                return _outgoing.Count + _accepting == 0 && !_sending ? OutboxState.Sending : OutboxState.Queued;
            }

            return _outgoing.Count + _accepting < limits.Room && (_outgoing.First is null || _outgoing.First.Value.State == OutboxState.Sending) ? OutboxState.Sending : OutboxState.Queued;
        }
    }

    /// <summary>The journal has stored a state of a message.</summary>
    public void Stored(OutgoingDelivery delivery, OutboxState state)
    {
        SendResult? abandoned;
        lock (_gate)
        {
            delivery.IsChanging = false;
            EndAccept(delivery);
            abandoned = state is OutboxState.Queued or OutboxState.Sending ? _abandoned : null;
            if (abandoned is not null)
            {
                Unlink(delivery);
            }
            else if (delivery.Position is null && state is (OutboxState.Queued or OutboxState.Sending))
            {
                delivery.Position = _outgoing.AddLast(delivery);
                Count(delivery);
            }

            Schedule();
        }

        if (abandoned is not null)
        {
            conversation.GiveUp(delivery, abandoned);
        }
    }

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

    /// <summary>From now on, what the journal stores is given up with this result.</summary>
    public void Abandon(SendResult result)
    {
        lock (_gate)
        {
            _abandoned = result;
        }
    }

    /// <summary>The network has answered for the batch under way.</summary>
    public void Sent(IReadOnlyList<SendResult> results)
    {
        lock (_gate)
        {
            _results = results;
            Schedule();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (TryTakeWork(out var incoming, out var results, out var session))
        {
            try
            {
                if (incoming is not null)
                {
                    conversation.Handle(incoming);
                }
                else if (results is not null)
                {
                    Complete(results);
                }
                else
                {
                    // Owned by the lane: it ends by setting the results, whatever happens.
                    _ = Handover.RunAsync(session!, _batch, conversation.Time, conversation.Log, this);
                }
            }
#pragma warning disable CA1031 // One stanza or event must not stop the lane; what was not delivered stays in the inbox.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogFailed(conversation.Log, e);
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

        if (delivery.IsCounted)
        {
            delivery.IsCounted = false;
            conversation.Waits.Add(-delivery.Size);
        }
    }

    private void Count(OutgoingDelivery delivery)
    {
        if (!delivery.IsCounted)
        {
            delivery.IsCounted = true;
            conversation.Waits.Add(delivery.Size);
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

            if (_incoming is { } first && !MustWait(first))
            {
                (incoming, _incoming, first.Next) = (first, first.Next, null);
                _lastIncoming = _incoming is null ? null : _lastIncoming;
                return true;
            }

            if (!_sending && TryTakeBatch(out session))
            {
                _sending = true;
                return true;
            }

            _running = false;
            return false;
        }
    }

    /// <summary>Under the lock.</summary>
    private bool MustWait(IncomingDelivery incoming)
    {
        if (conversation.MustHold(incoming))
        {
            return true;
        }

        if (_sending)
        {
            var underWay = _batch[0].Request.Kind;
            if (incoming.AwaitsSend(underWay))
            {
                return true;
            }

            var left = incoming.AwaitsIds(underWay);
            if (left > TimeSpan.Zero)
            {
                WakeAfter(left);
                return true;
            }
        }

        // The last, because by now it is known whether it is an echo.
        return conversation.MustPrepare(incoming);
    }

    [LoggerMessage(2000, LogLevel.Error, "a conversation's lane failed")]
    private static partial void LogFailed(ILogger log, Exception cause);
}
