namespace Bridge.Adapters.Demo;

// What accounts say, change and take back.
public sealed partial class DemoNetwork
{
    private static readonly TimeSpan ChangeWindow = TimeSpan.FromHours(48);

    /// <summary>Takes a message, or what the faults make of it.</summary>
    internal SendResult Send(DemoAccount from, OutgoingMessage message)
    {
        lock (_gate)
        {
            // A repeated token is a repeated send, whatever the sender was told the first time.
            if (from.Sends.TryGetValue(message.Token, out var known))
                return known;

            return WithFaults(from, message.Chat, () =>
            {
                var result = Take(from, message);
                if (result.Outcome == SendOutcome.Accepted)
                    from.Sends[message.Token] = result;

                return result;
            });
        }
    }

    /// <summary>Takes a new version of a message.</summary>
    internal SendResult Edit(DemoAccount from, MessageId target, OutgoingMessage message)
    {
        lock (_gate)
        {
            return WithFaults(from, message.Chat, () =>
            {
                if (LogOf(from, message.Chat)?.Find(target) is not { } original)
                    return SendResult.Refused(NetworkError.NotFound, "There is no such message.");

                if (original.Sender.Value != from.Id)
                    return SendResult.Refused(NetworkError.Forbidden, "Only your own messages can be edited.");

                if (Now - original.At > ChangeWindow)
                    return SendResult.Refused(NetworkError.WindowClosed, "The message is too old to be edited.");

                // An edit has no id of its own here: it goes by the first id of what it changes.
                var edit = original with
                {
                    EditOf = original.Ids[0],
                    Ids = [],
                    Content = message.Content,
                    At = Now,
                    DedupeKey = NextKey(),
                    Echo = null,
                };
                _received.Add(new DemoReceived(from.Id, message.Chat, original.Ids, IsEdit: true, message));
                Spread(from, message.Chat, edit);
                ContactOf(message.Chat)?.OnEdit(new DemoConversation(this, from, message.Chat.Value), edit);
                return SendResult.AcceptedAs([], edit.At);
            });
        }
    }

    /// <summary>Deletes messages for everybody.</summary>
    /// <exception cref="NetworkException">It is not allowed or too late.</exception>
    internal void Retract(DemoAccount from, ChatId chat, IReadOnlyList<MessageId> targets, string? reason)
    {
        lock (_gate)
        {
            var log = LogOf(from, chat) ?? throw NoSuchMessage();
            var original = log.Find(targets[0]) ?? throw NoSuchMessage();
            var own = original.Sender.Value == from.Id;
            if (!own && FindGroup(chat)?.Find(from.Id) is not { Role: >= MemberRole.Moderator })
                throw new NetworkException(NetworkError.Forbidden, "Only your own messages can be deleted.");

            if (own && Now - original.At > ChangeWindow)
                throw new NetworkException(NetworkError.WindowClosed, "The message is too old to be deleted.");

            Record(from, "Retract", chat.Value, string.Join(' ', targets));
            foreach (var id in original.Ids)
                log.Remove(id);

            Spread(from, chat, new MessagesRetracted(original.Ids)
            {
                Chat = chat,
                At = Now,
                DedupeKey = NextKey(),
                By = new ContactId(from.Id),
                Moderated = !own,
                Reason = reason,
            });
            ContactOf(chat)?.OnRetract(new DemoConversation(this, from, chat.Value), original.Ids);
        }
    }

    /// <summary>Sets an account's reactions to a message.</summary>
    /// <exception cref="NetworkException">There is no such message.</exception>
    internal void React(DemoAccount from, ChatId chat, MessageId target, IReadOnlyList<string> reactions)
    {
        lock (_gate)
        {
            if (LogOf(from, chat)?.Find(target) is null)
                throw NoSuchMessage();

            Record(from, "SetReactions", chat.Value, $"{target} {string.Join(' ', reactions)}".Trim());
            Spread(from, chat, Complete(new ReactionsChanged(target, new ContactId(from.Id), reactions), chat));
            ContactOf(chat)?.OnReact(new DemoConversation(this, from, chat.Value), target, reactions);
        }
    }

    /// <summary>Marks what was read, and tells the writer.</summary>
    /// <exception cref="NetworkException">There is no such message.</exception>
    internal void MarkDisplayed(DemoAccount from, ChatId chat, MessageId upTo)
    {
        lock (_gate)
        {
            var original = LogOf(from, chat)?.Find(upTo) ?? throw NoSuchMessage();
            Record(from, "MarkDisplayed", chat.Value, original.Ids[0].Value);
            if (_accounts.TryGetValue(original.Sender.Value, out var writer) && writer != from)
            {
                var where = FindGroup(chat) is null ? new ChatId(from.Id) : chat;
                var receipt = new ReceiptReceived(ReceiptKind.Displayed, original.Ids) { UpTo = true, By = new ContactId(from.Id) };
                Deliver(writer, Complete(receipt, where));
            }
        }
    }

    /// <summary>Says what an account is doing in a chat.</summary>
    internal void SetActivity(DemoAccount from, ChatId chat, ActivityKind activity)
    {
        lock (_gate)
        {
            Record(from, "SetActivity", chat.Value, activity.ToString());
            foreach (var (other, where) in Others(from, chat))
                Deliver(other, new ActivityChanged(new ContactId(from.Id), activity) { Chat = where });

            ContactOf(chat)?.OnActivity(new DemoConversation(this, from, chat.Value), activity);
        }
    }

    /// <summary>Does something to a message, or what the faults make of that.</summary>
    /// <exception cref="NetworkException">It was not done, or nobody knows.</exception>
    internal void ActWithFaults(DemoAccount from, ChatId chat, Action act)
    {
        lock (_gate)
        {
            var result = WithFaults(from, chat, () =>
            {
                act();
                return SendResult.Accepted;
            });
            if (result.Outcome != SendOutcome.Accepted)
            {
                throw new NetworkException(
                    result.Outcome == SendOutcome.Uncertain ? NetworkError.TimedOut
                    : result.Outcome == SendOutcome.Refused ? result.Error
                    : result.RetryAfter is null ? NetworkError.NetworkDown
                    : NetworkError.Throttled,
                    result.Reason ?? "")
                {
                    RetryAfter = result.RetryAfter,
                };
            }
        }
    }

    private SendResult WithFaults(DemoAccount from, ChatId chat, Func<SendResult> truth)
    {
        // The contact that ends the faults must stay within reach.
        var fault = chat.Value == FaultsContact.Address ? DemoSendFault.None : Faults.TakeSend(Now);
        if (fault.Result is { Outcome: SendOutcome.NotSent, RetryAfter: { } pause })
            Deliver(from, new SessionStateChanged(SessionState.Throttled) { Text = $"The network asks to wait {pause.TotalSeconds:0} s." });

        var result = fault.Arrives ? truth() : fault.Result;
        if (fault.Disconnects)
            from.Mailbox.Reader?.Break(new NetworkException(NetworkError.NetworkDown, "The connection was lost.") { Code = "demo.lost" });

        // A refusal is known for certain even where the rest is not.
        return result is { Outcome: SendOutcome.Refused } ? result : fault.Result ?? result!;
    }

    private SendResult Take(DemoAccount from, OutgoingMessage message)
    {
        if (WhyNot(from, message) is { } refusal)
            return refusal;

        // One id for each part, as networks have it that send an album as several messages; the text goes with the first.
        MessageId[] ids = [.. Enumerable.Range(0, Math.Max(1, message.Content.Parts.Count)).Select(_ => NextId())];
        var name = message.OnBehalfOf ?? FindGroup(message.Chat)?.Find(from.Id)?.Name ?? from.Name;
        var taken = new MessageReceived
        {
            Chat = message.Chat,
            Sender = new ContactId(from.Id),
            SenderName = name,
            Ids = ids,
            Content = message.Content,
            ReplyTo = message.ReplyTo,
            Thread = message.Thread,
            At = Now,
            DedupeKey = NextKey(),
            Echo = Faults.WithholdIds ? null : message.Token,
        };
        _received.Add(new DemoReceived(from.Id, message.Chat, ids, IsEdit: false, message));
        if (!Faults.WithholdIds)
            DeliverEcho(from, taken);

        Spread(from, message.Chat, taken);
        ContactOf(message.Chat)?.OnMessage(new DemoConversation(this, from, message.Chat.Value), taken);
        if (FindGroup(message.Chat) is { } group)
            AnswerInGroup(group, name ?? from.Id, message.Content.Text?.Plain ?? "");

        return Faults.WithholdIds ? SendResult.Accepted : SendResult.AcceptedAs(ids, taken.At);
    }

    private SendResult? WhyNot(DemoAccount from, OutgoingMessage message)
    {
        if (message.Chat.Value.StartsWith('#'))
        {
            return FindGroup(message.Chat)?.Find(from.Id) switch
            {
                null => SendResult.Refused(NetworkError.NotJoined, "You are not in this group."),
                { Role: MemberRole.Visitor } => SendResult.Refused(NetworkError.Forbidden, "You may only read in this group."),
                _ => null,
            };
        }

        if (_contacts.TryGetValue(message.Chat.Value, out var contact))
            return contact.Refuse(message.Content);

        if (!_accounts.TryGetValue(message.Chat.Value, out var other))
            return SendResult.Refused(NetworkError.NotFound, "There is nobody of this name.");

        return other.Blocked.Contains(from.Id) ? SendResult.Refused(NetworkError.Blocked, "This person has blocked you.") : null;
    }

    /// <summary>Writes an event into the logs of a chat and hands it to everybody in it but its author.</summary>
    private void Spread(DemoAccount from, ChatId chat, NetworkEvent networkEvent)
    {
        LogOf(from, chat)?.Add(networkEvent);
        foreach (var (other, where) in Others(from, chat))
        {
            var seen = networkEvent with { Chat = where };
            if (where != chat)
                other.LogWith(from.Id).Add(seen);

            Deliver(other, seen);
        }
    }

    /// <summary>The other accounts in a chat, and what the chat is called there: for a direct chat, after this account.</summary>
    private List<(DemoAccount Account, ChatId Chat)> Others(DemoAccount from, ChatId chat)
    {
        if (FindGroup(chat) is { } group)
            return [.. group.Members.Where(member => member.Account is not null && member.Account != from).Select(member => (member.Account!, chat))];

        return _accounts.TryGetValue(chat.Value, out var other) && other != from ? [(other, new ChatId(from.Id))] : [];
    }

    private DemoLog? LogOf(DemoAccount account, ChatId chat) => chat.Value.StartsWith('#') ? FindGroup(chat)?.Log : account.LogWith(chat.Value);

    private DemoContact? ContactOf(ChatId chat) => _contacts.GetValueOrDefault(chat.Value);

    private void Record(DemoAccount account, string verb, string target, string detail) => _calls.Add(new DemoCall(account.Id, verb, target, detail));

    private static NetworkException NoSuchMessage() => new(NetworkError.NotFound, "There is no such message.");
}
