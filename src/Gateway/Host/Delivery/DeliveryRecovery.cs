using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Gateway.Options;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Delivery;

/// <summary>Brings one network back to where it was when the process ended: rooms with their clients, events not delivered, messages not sent.</summary>
internal sealed partial class DeliveryRecovery(Network network, AccountDirectory accounts, UserAccess access, RoomStore rooms)
{
    private readonly HashSet<Account> _wanted = [];
    private readonly ILogger _log = network.Loggers.CreateLogger<DeliveryRecovery>();

    /// <summary>Takes everything up again. Before the stream is up.</summary>
    /// <param name="occupied">Rooms of this network that clients were in, or that are kept without.</param>
    /// <param name="inbox">Events of all networks that are not proved to be delivered.</param>
    /// <param name="outbox">Messages to all networks that are not proved to be answered.</param>
    public void Restore(IReadOnlyList<StoredRoom> occupied, IReadOnlyList<StoredInboxRow> inbox, IReadOnlyList<StoredOutboxRow> outbox)
    {
        foreach (var room in occupied)
        {
            Restore(room);
        }

        foreach (var row in outbox)
        {
            if (Find(row.AccountId) is { } account)
            {
                Restore(account, row);
            }
            else if (network.AccountStore.Find(row.AccountId) is null && Jid.TryParse(row.Recipient, out var recipient) && recipient.Domain == network.Domain.Domain)
            {
                LogNobodysMessage(_log, network.Name, row.Id, row.AccountId);
                GiveUp(row, TraceOutcome.Undeliverable, row.State == OutboxState.Queued
                    ? "Not delivered: the account that it was to be sent with is gone."
                    : "May not have been delivered: the account that it was sent with is gone.");
            }
        }

        foreach (var row in inbox)
        {
            if (Find(row.AccountId) is { } account)
            {
                Restore(account, row);
            }
        }

        // Last, so that what is delivered again comes before what their sessions bring, and before the history that clients are shown.
        foreach (var account in _wanted)
        {
            account.Start();
        }
    }

    /// <summary>Gives up events of accounts that are gone, which belong to no network.</summary>
    public static void DiscardNobodys(DeliveryJournal journal, AccountStore accounts, IReadOnlyList<StoredInboxRow> inbox, ILogger log)
    {
        foreach (var row in inbox)
        {
            if (accounts.Find(row.AccountId) is null)
            {
                LogNobodysEvent(log, row.Id, row.AccountId);
                journal.Discard(row, TraceOutcome.Undeliverable);
            }
        }
    }

    private Account? Find(long id) =>
        network.AccountStore.Find(id) is { } row && row.Network == network.Name && Jid.TryParse(row.User, out var user)
            ? accounts.Restore(user, new AccountKey(row.Key))
            : null;

    private void Restore(StoredRoom stored)
    {
        if (Find(stored.Key.AccountId) is not { } account
            || network.ToJid(new NetworkAddress(AddressKind.Group, account.Key, stored.Key.Chat)) is not { } jid)
        {
            return;
        }

        var isKept = network.Options.IsOn(CoreOptions.Persistent, new OptionTarget(account.User, account.Key, new ChatId(stored.Key.Chat)));
        if (stored.Occupants.Count == 0 && !isKept)
        {
            // The last client had left; only the group's grace had not run out.
            rooms.Remove(stored.Key);
            return;
        }

        var clients = stored.Occupants.Where(static occupant => Jid.TryParse(occupant.Jid, out _))
            .Select(static occupant => (Client: Jid.Parse(occupant.Jid), occupant.JoinedAt)).ToList();
        if (!access.MayUse(account.User))
        {
            End(stored, jid, clients.Select(static occupant => occupant.Client));
            return;
        }

        var room = new Room(account, new ChatId(stored.Key.Chat), jid);
        room.Restore(stored.Nick, PasswordOf(stored), stored.Members, stored.Subject ?? "", clients);
        if (account.PreferredName is null && !account.IsNamed)
        {
            account.Prefer(stored.Nick);
        }

        if (account.Rooms.TryAdd(stored.Key.Chat, room) && (stored.Occupants.Count > 0 || account.IsEnabled))
        {
            _wanted.Add(account);
        }
    }

    /// <summary>A room that does not come back: its clients are told that the service has ended it (XEP-0045 status 332).</summary>
    private void End(StoredRoom stored, Jid jid, IEnumerable<Jid> clients)
    {
        foreach (var client in clients)
        {
            network.Link.SendTracked(RoomStanzas.SelfGone(jid, stored.Nick, client, "You may no longer use this gateway.", 110, 332), null);
        }

        rooms.Remove(stored.Key);
    }

    private string? PasswordOf(StoredRoom stored)
    {
        try
        {
            return rooms.GetPassword(stored);
        }
        catch (StoreException e)
        {
            LogPassword(_log, stored.Key.AccountId, e.Message);
            return null;
        }
    }

    private void Restore(Account account, StoredInboxRow row)
    {
        if (EventPayload.Read(row.Payload) is not { } networkEvent)
        {
            LogUnreadableEvent(_log, network.Name, row.Id);
            network.Journal.Discard(row, TraceOutcome.Unreadable);
            return;
        }

        if (account.Find(networkEvent) is not { } conversation)
        {
            // Of a group that nobody is in any more.
            network.Journal.Discard(row, TraceOutcome.Undeliverable);
            return;
        }

        network.Journal.Restore(
            new IncomingDelivery(conversation, network.Journal, networkEvent)
            {
                AccountId = row.AccountId,
                Chat = row.Chat,
                DedupeKey = row.DedupeKey,
                ReceivedAt = row.ReceivedAt,
                IsReplayed = true,
            },
            row);
    }

    private void Restore(Account account, StoredOutboxRow row)
    {
        if (OutgoingPayload.Read(row.Payload) is not { } payload)
        {
            LogUnreadableMessage(_log, network.Name, row.Id);
            GiveUp(row, TraceOutcome.Unreadable, "May not have been delivered: the gateway could not read it any more after a restart.");
            return;
        }

        Conversation conversation = account.Rooms.TryGetValue(row.Chat, out var room) ? room : account.Chat(new ContactId(row.Chat));
        var delivery = new OutgoingDelivery(conversation, network.Journal, payload.ToRequest())
        {
            AccountId = row.AccountId,
            Chat = row.Chat,
            Sender = row.Sender,
            Recipient = row.Recipient,
            XmppId = row.XmppId,
            AcceptedAt = row.AcceptedAt,
            WantsReceipt = payload.WantsReceipt,
            ViaRoom = payload.ViaRoom,
            IsNoticed = row.IsNoticed,
        };
        if (row.State == OutboxState.Queued && !access.MayUse(account.User))
        {
            network.Journal.Restore(delivery, row with { State = OutboxState.Failed });
            conversation.GiveUp(delivery, SendResult.Refused(NetworkError.Forbidden, "you may no longer use this gateway"));
            return;
        }

        if (row.State == OutboxState.Queued)
        {
            network.Journal.Restore(delivery, row);
            _wanted.Add(account);
            return;
        }

        if (row.State == OutboxState.Accepted)
        {
            network.Journal.Restore(delivery, row);
            conversation.AcceptedBefore(delivery);
            return;
        }

        // Ended already, but it is not proved that its sender was told.
        var result = row.State switch
        {
            OutboxState.Failed => SendResult.Refused(NetworkError.Unknown, row.Reason ?? "the network did not take it"),
            OutboxState.Uncertain => SendResult.Uncertain(row.Reason ?? "the network did not say what became of it"),
            _ => SendResult.Uncertain("the gateway was stopped while it was being sent"),
        };
        network.Journal.Restore(delivery, row with { State = row.State == OutboxState.Failed ? OutboxState.Failed : OutboxState.Uncertain });
        conversation.GiveUp(delivery, result);
    }

    /// <summary>It was accepted, so its sender must hear of it: the row goes when that is proved.</summary>
    private void GiveUp(StoredOutboxRow row, TraceOutcome outcome, string text)
    {
        if (!Jid.TryParse(row.Sender, out var sender) || !Jid.TryParse(row.Recipient, out var recipient) || recipient.Domain != network.Domain.Domain)
        {
            network.Journal.Discard(row, outcome);
            return;
        }

        var error = StanzaError.InternalServerError.WithText(text);
        network.Link.SendTracked(
            Stanza.Message(recipient, sender, "error", row.XmppId, error.ToElement()),
            new WhenProved(() => network.Journal.Discard(row, outcome)));
    }

    [LoggerMessage(2022, LogLevel.Error, "{Network}: event {Id} in the inbox cannot be read and is given up")]
    private static partial void LogUnreadableEvent(ILogger log, string network, long id);

    [LoggerMessage(2023, LogLevel.Error, "{Network}: message {Id} in the outbox cannot be read and is given up")]
    private static partial void LogUnreadableMessage(ILogger log, string network, long id);

    [LoggerMessage(2024, LogLevel.Error, "{Network}: message {Id} in the outbox is of account {Account}, which is gone, and is given up")]
    private static partial void LogNobodysMessage(ILogger log, string network, long id, long account);

    [LoggerMessage(2025, LogLevel.Error, "event {Id} in the inbox is of account {Account}, which is gone, and is given up")]
    private static partial void LogNobodysEvent(ILogger log, long id, long account);

    [LoggerMessage(2020, LogLevel.Error, "the password of a room of account {Account} cannot be read, it is joined without: {Problem}")]
    private static partial void LogPassword(ILogger log, long account, string problem);
}
