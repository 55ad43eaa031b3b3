using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Delivery;

/// <summary>Tells senders of messages that wait: after half a minute that they are queued, after a day that they were not delivered.</summary>
internal sealed partial class DeliveryWatch(Network network, AccountDirectory accounts)
{
    /// <summary>How long a message waits before its sender is told.</summary>
    public static readonly TimeSpan NoticeAfter = TimeSpan.FromSeconds(30);

    /// <summary>How long a message waits before it is given up.</summary>
    public static readonly TimeSpan ExpireAfter = TimeSpan.FromHours(24);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ILogger _log = network.Loggers.CreateLogger<DeliveryWatch>();

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, network.Time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            try
            {
                Look();
            }
#pragma warning disable CA1031 // The next look may succeed; without any, nobody would ever be told.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogFailed(_log, e);
            }
        }
    }

    /// <summary>Looks once at all that waits.</summary>
    public void Look()
    {
        var now = network.Time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var account in accounts.All)
        {
            foreach (var conversation in account.Conversations)
            {
                if (conversation.Waiting > 0)
                {
                    Look(account, conversation, now);
                }
            }

            account.StopIfIdle();
        }

        accounts.ForgetUnused();
    }

    private void Look(Account account, Conversation conversation, long now)
    {
        var waiting = conversation.ListWaiting();
        List<OutgoingDelivery>? late = null;
        foreach (var delivery in waiting)
        {
            var age = now - delivery.AcceptedAt;
            if (age > ExpireAfter.TotalMilliseconds && conversation.TryRemove(delivery))
            {
                delivery.Reason = "it could not be sent for a day";
                delivery.Outcome = TraceOutcome.Expired;
                network.Journal.Change(delivery, OutboxState.Failed);
                Tell(conversation, delivery, StanzaError.RemoteServerTimeout.WithText("Not delivered: " + Why(account) + " for a day."));
            }
            else if (age > NoticeAfter.TotalMilliseconds && !delivery.IsNoticed)
            {
                delivery.IsNoticed = true;
                (late ??= []).Add(delivery);
            }
        }

        foreach (var group in late?.GroupBy(static delivery => delivery.Sender) ?? [])
        {
            Notice(account, [.. group]);
        }
    }

    [LoggerMessage(2040, LogLevel.Error, "looking after what waits failed")]
    private static partial void LogFailed(ILogger log, Exception cause);

    private static void Notice(Account account, List<OutgoingDelivery> late)
    {
        var since = DeliveryNotice.TimeOf(late[0]);
        DeliveryNotice.Send(late, recipient => late.Count == 1
            ? $"Your message of {since} UTC to {recipient} waits: {Why(account)}. It will be sent as soon as that is possible, within a day."
            : $"{late.Count} of your messages to {recipient}, since {since} UTC, wait: {Why(account)}. They will be sent as soon as that is possible, within a day.");
    }

    private static void Tell(Conversation conversation, OutgoingDelivery delivery, StanzaError error)
    {
        switch (conversation)
        {
            case Room room:
                room.Fail(delivery, error);
                break;
            case DirectChat chat:
                chat.Fail(delivery, error);
                break;
        }
    }

    /// <summary>Why an account's messages wait, when nothing better is known.</summary>
    internal static string Why(Account account) => account.State switch
    {
        SessionState.Connected or SessionState.Throttled => "the network is slow to take it",
        _ => account.StateText is { } text ? $"the network is not connected ({text.TrimEnd('.')})" : "the network is not connected",
    };
}
