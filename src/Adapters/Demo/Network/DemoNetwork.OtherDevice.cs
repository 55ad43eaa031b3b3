namespace Bridge.Adapters.Demo;

// What an account's user does on another device: everybody else gets it as ever, and the account itself is told.
public sealed partial class DemoNetwork
{
    /// <summary>The user says something.</summary>
    /// <param name="account">The account.</param>
    /// <param name="chat">The contact or the group.</param>
    /// <param name="text">The text.</param>
    public MessageReceived SayFromOtherDevice(string account, string chat, string text) => SayFromOtherDevice(account, chat, MessageContent.FromText(text));

    /// <inheritdoc cref="SayFromOtherDevice(string, string, string)"/>
    /// <param name="account">The account.</param>
    /// <param name="chat">The contact or the group.</param>
    /// <param name="content">What it says.</param>
    /// <param name="replyTo">What it answers.</param>
    public MessageReceived SayFromOtherDevice(string account, string chat, MessageContent content, ReplyReference? replyTo = null) => Locked(() =>
    {
        ArgumentNullException.ThrowIfNull(content);
        MessageId[] ids = [.. Enumerable.Range(0, Math.Max(1, content.Parts.Count)).Select(_ => NextId())];
        return FromOtherDevice(account, chat, new MessageReceived { Sender = new ContactId(account), Ids = ids, Content = content, ReplyTo = replyTo, FromMe = true });
    });

    /// <summary>The user gives a message another text.</summary>
    public MessageReceived EditFromOtherDevice(string account, string chat, MessageId target, string text) => Locked(() => FromOtherDevice(
        account, chat, new MessageReceived { Sender = new ContactId(account), EditOf = target, Content = MessageContent.FromText(text), FromMe = true }));

    /// <summary>The user's reactions to a message are these now.</summary>
    public void ReactFromOtherDevice(string account, string chat, MessageId target, params IReadOnlyList<string> reactions) =>
        Locked(() => FromOtherDevice(account, chat, new ReactionsChanged(target, new ContactId(account), reactions)));

    /// <summary>The user deletes messages.</summary>
    public void RetractFromOtherDevice(string account, string chat, params IReadOnlyList<MessageId> targets) => Locked(() =>
    {
        ArgumentNullException.ThrowIfNull(targets);
        foreach (var id in targets)
            LogOf(AccountOf(account), new ChatId(chat))?.Remove(id);

        FromOtherDevice(account, chat, new MessagesRetracted(targets) { By = new ContactId(account) });
    });

    /// <summary>The user reads up to a message. Its writer is told as ever.</summary>
    public void ReadFromOtherDevice(string account, string chat, MessageId upTo) => Locked(() =>
    {
        var own = AccountOf(account);
        MarkDisplayed(own, new ChatId(chat), upTo);
        Deliver(own, Complete(new ReceiptReceived(ReceiptKind.Displayed, [upTo]) { UpTo = true, By = new ContactId(account), FromMe = true }, new ChatId(chat)));
    });

    /// <summary>The same in words, for people who try the network out.</summary>
    /// <exception cref="NetworkException">It is no such thing, or there is nothing to do it to.</exception>
    internal string ActFromOtherDevice(DemoAccount account, string chat, string act)
    {
        lock (_gate)
        {
            var (verb, rest) = act.Trim().Split(' ', 2) switch { [var one, var two] => (one, two.Trim()), [var one] => (one, ""), _ => ("", "") };
            var said = account.LogWith(chat).Events.OfType<MessageReceived>().Where(static message => message.EditOf is null).ToList();
            MessageId Last(bool isOwn) => said.LastOrDefault(message => message.Sender.Value == account.Id == isOwn)?.Ids[0] ?? throw NoSuchMessage();
            switch (verb)
            {
                case "say" when rest.Length > 0:
                    SayFromOtherDevice(account.Id, chat, rest);
                    break;
                case "edit" when rest.Length > 0:
                    EditFromOtherDevice(account.Id, chat, Last(isOwn: true), rest);
                    break;
                case "react":
                    ReactFromOtherDevice(account.Id, chat, Last(isOwn: false), rest.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                    break;
                case "delete":
                    RetractFromOtherDevice(account.Id, chat, Last(isOwn: true));
                    break;
                case "read":
                    ReadFromOtherDevice(account.Id, chat, Last(isOwn: false));
                    break;
                default:
                    throw new NetworkException(NetworkError.Malformed, "It is one of: say TEXT, edit TEXT, react EMOJI, delete, read.");
            }

            return "Done.";
        }
    }

    private T FromOtherDevice<T>(string account, string chat, T networkEvent)
        where T : NetworkEvent
    {
        var own = AccountOf(account);
        var complete = Complete(networkEvent, new ChatId(chat));
        Spread(own, new ChatId(chat), complete);
        Deliver(own, complete);
        return complete;
    }
}
