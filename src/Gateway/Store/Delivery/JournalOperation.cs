using System.Buffers;

namespace Bridge.Store;

/// <summary>One request to the journal.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Subject">An <see cref="InboxEntry"/>, an <see cref="OutboxEntry"/>, a row found at start, or what waits for a flush.</param>
/// <param name="Value">The state or the outcome.</param>
/// <param name="At">When it ended or changed, Unix milliseconds.</param>
internal readonly record struct JournalOperation(JournalOperationKind Kind, object Subject, int Value, long At)
{
    /// <summary>
    /// Whether it is tried again when the database failed: what has been answered or acted on already, and what waits for such. The rest is
    /// refused, or has nothing to write.
    /// </summary>
    public bool IsKept => Kind switch
    {
        JournalOperationKind.Receive => ((InboxEntry)Subject).IsDurable,
        JournalOperationKind.FinishInbox => !((InboxEntry)Subject).IsLost,
        JournalOperationKind.Accept or JournalOperationKind.Restore or JournalOperationKind.LookUp or JournalOperationKind.ReadHistory => false,
        _ => true,
    };

    /// <summary>Whether nothing else bounds how many of it are kept; of all others there are a few for each row.</summary>
    public bool IsBounded => Kind is not
        (JournalOperationKind.Receive or JournalOperationKind.Map or JournalOperationKind.React or JournalOperationKind.Archive);

    /// <summary>Carries the request out within the transaction.</summary>
    /// <returns>True when it finished an inbox row that has a dedupe key.</returns>
    public bool Apply(StoreTransaction store, ArrayBufferWriter<byte> payload, FinishedRanges inbox, FinishedRanges outbox)
    {
        switch (Kind)
        {
            case JournalOperationKind.Receive when ((InboxEntry)Subject).IsDurable:
                Receive(store, payload, (InboxEntry)Subject);
                return false;
            case JournalOperationKind.Restore when Subject is InboxEntry entry:
                LookUp(store, entry);
                if (entry.Reacts is { } reacts && Find(entry, reacts.Target) is { } known)
                {
                    entry.Reactions = ReactionRows.Read(store, known, reacts.Sender);
                }

                return false;
            case JournalOperationKind.Accept:
                Accept(store, payload, (OutboxEntry)Subject, Value);
                return false;
            case JournalOperationKind.Change:
                Change(store, (OutboxEntry)Subject, Value, At);
                return false;
            case JournalOperationKind.Notice:
                store.Prepare("UPDATE outbox SET noticed_at = ?2 WHERE id = ?1").Bind(1, ((OutboxEntry)Subject).Id).Bind(2, At).Run();
                return false;
            case JournalOperationKind.FinishOutbox:
                outbox.Add(((OutboxEntry)Subject).Id, Value, At);
                Trace(store, (OutboxEntry)Subject, Value, At);
                return false;
            case JournalOperationKind.FinishInbox when ((InboxEntry)Subject).IsLost:
                Trace(store, (InboxEntry)Subject, Value, At);
                return false;
            case JournalOperationKind.FinishInbox:
                inbox.Add(((InboxEntry)Subject).Id, Value, At);
                return ((InboxEntry)Subject).DedupeKey is not null;
            case JournalOperationKind.Map:
                MessageMap.Add(store, (MappedMessage)Subject);
                return false;
            case JournalOperationKind.Archive:
                ArchiveRows.Add(store, (ArchivedMessage)Subject);
                return false;
            case JournalOperationKind.ReadHistory:
                ((HistoryRead)Subject).Messages = ArchiveRows.ReadNewest(store, (HistoryRead)Subject);
                return false;
            case JournalOperationKind.React:
                var update = (ReactionUpdate)Subject;
                ReactionRows.Apply(store, update, MessageMap.Find(store, update.AccountId, update.Chat, MessageKey.OnNetwork(update.Target)));
                return false;
            case JournalOperationKind.LookUp:
                var lookup = (MessageLookup)Subject;
                lookup.Found = MessageMap.Find(store, lookup.AccountId, lookup.Chat, lookup.Key);
                return false;
            case JournalOperationKind.Move:
                ((ChatMove)Subject).Apply(store);
                return false;
            case JournalOperationKind.DiscardOutbox:
                var message = (StoredOutboxRow)Subject;
                outbox.Add(message.Id, Value, At);
                Trace(store, message.AccountId, message.Chat, 0, message.XmppId, null, message.AcceptedAt, At, Value, message.Reason);
                return false;
            case JournalOperationKind.DiscardInbox:
                var happened = (StoredInboxRow)Subject;
                inbox.Add(happened.Id, Value, At);
                return happened.DedupeKey is not null;
            default:
                return false;
        }
    }

    /// <summary>Tells the subject what came of it.</summary>
    public void Answer(Exception? failure)
    {
        switch (Kind)
        {
            case JournalOperationKind.Receive:
            case JournalOperationKind.Restore when Subject is InboxEntry:
                // An event that could not be written is delivered all the same: a full disk must not silence the network side.
                ((InboxEntry)Subject).Answer();
                break;
            case JournalOperationKind.Accept when failure is not null:
                ((OutboxEntry)Subject).NotStored(failure);
                break;
            case JournalOperationKind.Change when failure is not null:
                // What is not stored as being sent is not sent.
                break;
            case JournalOperationKind.Accept:
            case JournalOperationKind.Change:
            case JournalOperationKind.Restore:
                ((OutboxEntry)Subject).Stored((OutboxState)Value);
                break;
            case JournalOperationKind.ReadHistory:
                ((HistoryRead)Subject).Done();
                break;
            case JournalOperationKind.LookUp:
                ((MessageLookup)Subject).Done();
                break;
            case JournalOperationKind.Move when failure is null:
                ((ChatMove)Subject).Moved?.Invoke();
                break;
            case JournalOperationKind.Flush:
                if (failure is null)
                {
                    ((TaskCompletionSource)Subject).SetResult();
                }
                else
                {
                    ((TaskCompletionSource)Subject).SetException(failure);
                }

                break;
            default:
                break;
        }
    }

    private static void Receive(StoreTransaction store, ArrayBufferWriter<byte> payload, InboxEntry entry)
    {
        entry.WritePayload(payload);
        var changed = store.Prepare("INSERT INTO inbox (id, account_id, chat, dedupe_key, payload, received_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING")
            .Bind(1, entry.Id).Bind(2, entry.AccountId).Bind(3, entry.Chat).Bind(4, entry.DedupeKey).Bind(5, payload.WrittenSpan).Bind(6, entry.ReceivedAt)
            .Run();
        entry.IsDuplicate = changed == 0;
        if (entry.IsDuplicate)
        {
            return;
        }

        LookUp(store, entry);
        Recognize(store, entry);
        if (entry.Reacts is { } reacts)
        {
            entry.Reactions = ReactionRows.Apply(store, reacts, Find(entry, reacts.Target));
        }

        // With the event itself, so that what the network says next of the message finds it.
        if (entry.Mapped is { } mapped)
        {
            MessageMap.Add(store, mapped);
        }
    }

    private static void LookUp(StoreTransaction store, InboxEntry entry)
    {
        if (entry.Chat is not { } chat || entry.Concerns is not { Count: > 0 } ids)
        {
            return;
        }

        List<MappedMessage> found = new(ids.Count);
        foreach (var id in ids)
        {
            if (!found.Exists(message => message.NetworkIds.Contains(id)) && MessageMap.Find(store, entry.AccountId, chat, MessageKey.OnNetwork(id)) is { } message)
            {
                found.Add(message);
            }
        }

        entry.Concerned = found;
    }

    /// <summary>An own message that went out without an id and comes back with one is the one that the archive has.</summary>
    private static void Recognize(StoreTransaction store, InboxEntry entry)
    {
        if (entry is not { OwnSaidAt: { } at, Concerned.Count: 0, Chat: { } chat })
        {
            return;
        }

        foreach (var (archived, parts) in ArchiveRows.ReadOwn(store, entry.AccountId, chat, at))
        {
            if (entry.Recognize(archived, parts) is { } known)
            {
                MessageMap.AddPart(store, known, parts);
                entry.Concerned = [known];
                return;
            }
        }
    }

    private static MappedMessage? Find(InboxEntry entry, string id)
    {
        foreach (var message in entry.Concerned)
        {
            if (message.NetworkIds.Contains(id))
            {
                return message.At(id);
            }
        }

        return null;
    }

    /// <summary>Only now, and not when it was accepted: a message that it speaks of may have been waiting before it.</summary>
    private static void LookUp(StoreTransaction store, OutboxEntry entry, int state)
    {
        if (state != (int)OutboxState.Sending)
        {
            return;
        }

        if (entry.TargetKey is { } target)
        {
            entry.Target = MessageMap.Find(store, entry.AccountId, entry.Chat, target);
            entry.FormerReactions = entry.Target is { } known && target.Sender is { } user ? ReactionRows.Read(store, known, user) : [];
        }

        if (entry.AnsweredKey is { } answered)
        {
            entry.Answered = MessageMap.Find(store, entry.AccountId, entry.Chat, answered);
        }
    }

    private static void Accept(StoreTransaction store, ArrayBufferWriter<byte> payload, OutboxEntry entry, int state)
    {
        entry.WritePayload(payload);
        store.Prepare("INSERT INTO outbox (id, account_id, chat, state, payload, sender, recipient, xmpp_id, accepted_at, changed_at, attempts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, 0)")
            .Bind(1, entry.Id).Bind(2, entry.AccountId).Bind(3, entry.Chat).Bind(4, state).Bind(5, payload.WrittenSpan)
            .Bind(6, entry.Sender).Bind(7, entry.Recipient).Bind(8, entry.XmppId).Bind(9, entry.AcceptedAt)
            .Run();
        LookUp(store, entry, state);
    }

    private static void Change(StoreTransaction store, OutboxEntry entry, int state, long at)
    {
        store.Prepare("UPDATE outbox SET state = ?2, attempts = ?3, reason = ?4, changed_at = ?5 WHERE id = ?1")
            .Bind(1, entry.Id).Bind(2, state).Bind(3, entry.Attempts).Bind(4, entry.Reason).Bind(5, at)
            .Run();
        LookUp(store, entry, state);
    }

    private static void Trace(StoreTransaction store, OutboxEntry entry, int outcome, long at) =>
        Trace(store, entry.AccountId, entry.Chat, 0, entry.XmppId, entry.NetworkId, entry.AcceptedAt, at, outcome, entry.Reason);

    private static void Trace(StoreTransaction store, InboxEntry entry, int outcome, long at) =>
        Trace(store, entry.AccountId, entry.Chat, 1, null, entry.DedupeKey, entry.ReceivedAt, at, outcome, null);

    private static void Trace(
        StoreTransaction store, long account, string? chat, int direction, string? xmppId, string? networkId, long accepted, long finished, int outcome, string? reason) =>
        store.Prepare("INSERT INTO trace (account_id, chat, direction, xmpp_id, network_id, accepted_at, finished_at, outcome, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
            .Bind(1, account).Bind(2, chat ?? "").Bind(3, direction).Bind(4, xmppId).Bind(5, networkId).Bind(6, accepted).Bind(7, finished).Bind(8, outcome).Bind(9, reason)
            .Run();
}
