using Bridge.Adapters;
using Bridge.Store;

namespace Bridge.Gateway.Delivery;

// What goes to the network: when, how much at once, and what becomes of it.
internal sealed partial class Lane
{
    /// <summary>The longest wait for a network, whatever it asks for: what waits longer expires.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <summary>How long a session whose adapter fails is left alone.</summary>
    private static readonly TimeSpan AdapterPause = TimeSpan.FromSeconds(30);

    private bool TryTakeBatch(out INetworkSession? session)
    {
        session = null;
        if (_outgoing.First is not { } first || conversation.SendingSession is not { } sending || IsTooEarly(first.Value))
        {
            return false;
        }

        if (Limits.Ask(sending, conversation) is not { } limits)
        {
            WakeAfter(AdapterPause);
            return false;
        }

        var capabilities = limits.Capabilities;
        var rate = capabilities.Rate;
        var room = Math.Clamp(limits.Room, 1, MaxBatch);
        if (first.Value.IsChanging || first.Value.State == OutboxState.Queued)
        {
            BeginSending(first, room);
            return false;
        }

        if (rate is not null && !conversation.TryTakeToken(rate, out var wait))
        {
            WakeAfter(wait);
            return false;
        }

        _batch.Clear();
        for (var node = first; node is not null && _batch.Count < room && node.Value is { State: OutboxState.Sending, IsChanging: false }; node = node.Next)
        {
            // What has to be cut into pieces goes alone: a batch is handed over whole.
            var isAlone = node.Value.GoesAlone || MessageSplitting.IsNeeded(capabilities, node.Value.Content);
            if (isAlone && _batch.Count > 0)
            {
                break;
            }

            node.Value.Attempts++;
            _batch.Add(node.Value);
            room = isAlone ? 1 : room;
        }

        session = sending;
        return true;
    }

    /// <summary>Has the journal know that these are being sent before they are: after a crash they are uncertain, not sent twice.</summary>
    private void BeginSending(LinkedListNode<OutgoingDelivery> first, int room)
    {
        for (var node = first; node is not null && room > 0; node = node.Next, room--)
        {
            if (node.Value.GoesAlone)
            {
                if (node != first)
                {
                    return;
                }

                room = 1;
            }

            if (node.Value is { IsChanging: false, State: OutboxState.Queued })
            {
                node.Value.IsChanging = true;
                conversation.Journal.Change(node.Value, OutboxState.Sending);
            }
        }
    }

    private bool IsTooEarly(OutgoingDelivery delivery)
    {
        var left = delivery.NotBefore - conversation.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (left is not > 0)
        {
            return false;
        }

        WakeAfter(TimeSpan.FromMilliseconds(left.Value));
        return true;
    }

    private void WakeAfter(TimeSpan wait)
    {
        _timer ??= conversation.Time.CreateTimer(static state => ((Lane)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestPause ? wait : LongestPause, Timeout.InfiniteTimeSpan);
    }

    private void Complete(IReadOnlyList<SendResult> results)
    {
        for (var i = 0; i < _batch.Count; i++)
        {
            try
            {
                Complete(_batch[i], i < results.Count ? results[i] : SendResult.Uncertain(Handover.Unsaid));
            }
#pragma warning disable CA1031 // One message's mistake must not keep the chat from going on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogFailed(conversation.Log, e);
            }
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
            var pause = result.RetryAfter is { } asked ? (asked < LongestPause ? asked : LongestPause) : PauseAfter(delivery.Attempts);
            delivery.NotBefore = (conversation.Time.GetUtcNow() + pause).ToUnixTimeMilliseconds();
            conversation.Journal.Change(delivery, OutboxState.Queued);
            return;
        }

        lock (_gate)
        {
            Unlink(delivery);
        }

        conversation.Ended(delivery, result);
    }

    /// <summary>A network that takes nothing and says no time must not be asked as fast as the disk can write.</summary>
    private static TimeSpan PauseAfter(int attempts) => TimeSpan.FromMilliseconds(Math.Min(30_000, 50 << Math.Min(attempts, 10)));
}
