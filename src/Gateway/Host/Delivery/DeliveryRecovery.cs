using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Delivery;

/// <summary>Brings one network back to where it was when the process ended: rooms with their clients, events not delivered, messages not sent.</summary>
internal sealed partial class DeliveryRecovery(Network network, AccountDirectory accounts, RoomStore rooms)
{
    private readonly ILogger _log = network.Loggers.CreateLogger<DeliveryRecovery>();

    /// <summary>Takes everything up again. Before the stream is up.</summary>
    /// <param name="occupied">Rooms of this network that clients were in.</param>
    /// <param name="inbox">Events of all networks that are not proved to be delivered.</param>
    /// <param name="outbox">Messages to all networks that are not proved to be answered.</param>
    public void Restore(IReadOnlyList<StoredRoom> occupied, IReadOnlyList<StoredInboxRow> inbox, IReadOnlyList<StoredOutboxRow> outbox)
    {
        foreach (var room in occupied)
        {
            Restore(room);
        }

        foreach (var row in inbox)
        {
            if (Find(row.AccountId) is { } account)
            {
                Restore(account, row);
            }
        }

        foreach (var row in outbox)
        {
            if (Find(row.AccountId) is { } account)
            {
                Restore(account, row);
            }
        }
    }

    private Account? Find(long id) =>
        network.AccountStore.Find(id) is { } row && row.Network == network.Name && Jid.TryParse(row.User, out var user)
            ? accounts.GetOrCreate(user, new AccountKey(row.Key))
            : null;

    private void Restore(StoredRoom stored)
    {
        if (Find(stored.Key.AccountId) is not { } account
            || network.ToJid(new NetworkAddress(AddressKind.Group, account.Key, stored.Key.Chat)) is not { } jid)
        {
            return;
        }

        if (stored.Occupants.Count == 0)
        {
            // The last client had left; only the group's grace had not run out.
            rooms.Remove(stored.Key);
            return;
        }

        var room = new Room(account, new ChatId(stored.Key.Chat), jid);
        room.Restore(
            stored.Nick, rooms.GetPassword(stored), stored.Members, stored.Subject ?? "",
            stored.Occupants.Select(static text => Jid.TryParse(text, out var client) ? client : null).OfType<Jid>());
        account.PreferredName ??= stored.Nick;
        if (account.Rooms.TryAdd(stored.Key.Chat, room))
        {
            account.Start();
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
            GiveUp(row);
            return;
        }

        Conversation conversation = account.Rooms.TryGetValue(row.Chat, out var room) ? room : account.Chat(new ContactId(row.Chat));
        var delivery = new OutgoingDelivery(conversation, network.Journal, payload.Content)
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
        if (row.State == OutboxState.Queued)
        {
            network.Journal.Restore(delivery, row);
            account.Start();
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
    private void GiveUp(StoredOutboxRow row)
    {
        if (!Jid.TryParse(row.Sender, out var sender) || !Jid.TryParse(row.Recipient, out var recipient) || recipient.Domain != network.Domain.Domain)
        {
            network.Journal.Discard(row, TraceOutcome.Unreadable);
            return;
        }

        var error = StanzaError.InternalServerError.WithText("May not have been delivered: the gateway could not read it any more after a restart.");
        network.Link.SendTracked(
            Stanza.Message(recipient, sender, "error", row.XmppId, error.ToElement()),
            new WhenProved(() => network.Journal.Discard(row, TraceOutcome.Unreadable)));
    }

    [LoggerMessage(2020, LogLevel.Error, "{Network}: event {Id} in the inbox cannot be read and is given up")]
    private static partial void LogUnreadableEvent(ILogger log, string network, long id);

    [LoggerMessage(2021, LogLevel.Error, "{Network}: message {Id} in the outbox cannot be read and is given up")]
    private static partial void LogUnreadableMessage(ILogger log, string network, long id);
}
