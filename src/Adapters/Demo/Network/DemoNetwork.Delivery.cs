namespace Bridge.Adapters.Demo;

// How events reach accounts, and what the faults make of that.
public sealed partial class DemoNetwork
{
    /// <summary>Hands an event to an account, as that account sees it.</summary>
    internal void Deliver(DemoAccount account, NetworkEvent networkEvent)
    {
        lock (_gate)
        {
            var kept = IsKept(networkEvent);
            var seen = SeenBy(account, networkEvent);
            var update = new DemoUpdate(kept && seen.DedupeKey is null ? seen with { DedupeKey = NextKey() } : seen, kept);
            if (!kept)
            {
                account.Mailbox.Put(update);
                return;
            }

            if (Faults.LoseWhileAway && account.Mailbox.Reader is null)
                return;

            account.Last = update;
            if (Faults.ReorderEvents)
                PutOvertaken(account, update);
            else
                account.Mailbox.Put(update);

            if (Faults.DuplicateEvents)
                account.Mailbox.Put(update);
        }
    }

    /// <summary>Hands events over in one go and lets the caller wait until the session has published the last.</summary>
    /// <exception cref="NetworkException">The connection was lost before that.</exception>
    internal Task DeliverAndWait(DemoAccount account, IReadOnlyList<NetworkEvent> events)
    {
        var published = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            for (var i = 0; i < events.Count; i++)
                account.Mailbox.Put(new DemoUpdate(events[i], Kept: false, i == events.Count - 1 ? published : null));
        }

        return published.Task;
    }

    /// <summary>Gives the sender the own message back.</summary>
    private void DeliverEcho(DemoAccount sender, MessageReceived message)
    {
        if (!_settings.EchoSends)
            return;

        switch (Faults.Echo)
        {
            case DemoEcho.Lost:
                break;
            case DemoEcho.Late:
                After(Faults.EchoDelay, () => Deliver(sender, message));
                break;
            case DemoEcho.Doubled:
                Deliver(sender, message);
                Deliver(sender, message);
                break;
            case DemoEcho.Reordered:
                PutOvertaken(sender, new DemoUpdate(SeenBy(sender, message), Kept: true));
                break;
            default:
                Deliver(sender, message);
                break;
        }
    }

    /// <summary>Keeps an update back until another has overtaken it, or for a while when there is none.</summary>
    private void PutOvertaken(DemoAccount account, DemoUpdate update)
    {
        if (account.Held is { } held)
        {
            account.Held = null;
            account.Mailbox.Put(update);
            account.Mailbox.Put(held);
            return;
        }

        account.Held = update;
        After(Faults.EchoDelay, () =>
        {
            if (account.Held != update)
                return;

            account.Held = null;
            account.Mailbox.Put(update);
        });
    }

    /// <summary>Who is asked matters: one account's own words are another's message.</summary>
    private static NetworkEvent SeenBy(DemoAccount viewer, NetworkEvent networkEvent) => networkEvent switch
    {
        MessageReceived message when message.Sender.Value == viewer.Id => message with { FromMe = true },
        MessageReceived message => message with { Echo = null },
        ReactionsChanged reactions when reactions.Sender.Value == viewer.Id => reactions with { FromMe = true },
        _ => networkEvent,
    };

    /// <summary>Only what the core stores is worth keeping for an account that is away.</summary>
    private static bool IsKept(NetworkEvent networkEvent) => networkEvent
        is MessageReceived or MessagesRetracted or ReactionsChanged or ReceiptReceived or SendEcho or DeliveryFailed
        or HistoryGap or GroupInvited or ContactRequested or ChatReidentified or ContactRenamed or ClaimToken or Notice;
}
