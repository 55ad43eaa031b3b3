using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Delivery;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

// What the person says, and new versions of it: a stanza for each part of a message, with ids that the message map can tell apart.
internal sealed partial class DirectChat
{
    private TypingWatch? _typing;

    private TypingWatch Typing => _typing ??= new TypingWatch(Time, Tasks, () =>
    {
        if (State(ActivityKind.Paused) is { } paused)
        {
            account.Network.Link.Send(paused);
        }
    });

    protected override int StanzasOf(MessageReceived message) =>
        _puppet is null || message.Content.Parts.Count == 0 ? 1 : Math.Max(1, DirectStanzas.Of(message.Content).Count);

    protected override bool ConfirmsDelivery => account.Session is { } session && Limits.Ask(session, this)?.Capabilities.ConfirmsDelivery == true;

    /// <param name="delivery">The event.</param>
    /// <param name="message">The message.</param>
    /// <param name="id">The id of its first stanza: another than that of the event when it is the user's.</param>
    private List<XElement> Message(IncomingDelivery delivery, MessageReceived message, string id)
    {
        if (!message.FromMe)
        {
            _typing?.End();
        }

        if (_puppet is null)
        {
            // Who has no address here speaks through the control contact.
            var said = MessageText.Of(message.Content);
            return said.Length == 0 ? [] : [Stamped(Text(delivery, $"{contact.Value}: {said}"), delivery, message)];
        }

        List<XElement> stanzas = [];
        foreach (var (piece, replaced) in message.EditOf is { } edited ? Versions(delivery, message, edited, id)
            : IsInWords(delivery, message, id) ? Whole(message, null) : [.. DirectStanzas.Of(message.Content).Select(static piece => (piece, (string?)null))])
        {
            var part = DeliveryIds.ForPart(id, stanzas.Count);

            // One of the stanzas says what is answered: the text, or else the first.
            var isAnswer = piece.IsText || (stanzas.Count == 0 && message.Content.Text is null);
            var reply = isAnswer && message.ReplyTo is { } answer ? Answered(delivery, answer) : replaced is null ? null : Recent.Find(replaced)?.Reply;
            stanzas.Add(Stamped(Said(delivery, message, piece, replaced, part, reply), delivery, message));
            if (message.EditOf is null)
            {
                Recent.Add(part, message.FromMe ? null : contact.Value, piece.IsText ? message.Content.Text?.Plain : piece.Body, reply);
            }
        }

        if (stanzas.Count > 0)
        {
            account.Network.RaiseTalked(account, contact);
        }

        return stanzas;
    }

    /// <summary>The new versions of the stanzas that a message became, with their ids; of files there are none.</summary>
    private static IReadOnlyList<(DirectPiece Piece, string? Replaced)> Versions(IncomingDelivery delivery, MessageReceived message, MessageId edited, string id)
    {
        // Only whom clients take for the author of a message can replace it (XEP-0308 section 5).
        var original = delivery.About(edited) is { } known && IsBySame(known, message) && known.IsOwn == (delivery.StanzaId != id) ? known : null;
        if (original is null or { Stanzas: 1 })
        {
            return Whole(message, original?.MessageId);
        }

        return DirectStanzas.Versions(original, message.Content);
    }

    private static IReadOnlyList<(DirectPiece Piece, string? Replaced)> Whole(MessageReceived message, string? replaced) =>
        [.. DirectStanzas.Whole(message.Content).Select(whole => (whole, replaced))];

    private XElement Said(IncomingDelivery delivery, MessageReceived message, DirectPiece piece, string? replaced, string id, References.Reply? reply)
    {
        var people = piece.Mentions.Select(mention => (mention, account.Network.Puppet(account.Key, new ContactId(mention.Contact), full: false))).ToList();
        var (body, references) = References.Of(message, piece.Body, reply, replaced, people, isQuoting: !piece.IsAddress);
        var stanza = Text(delivery, body);
        stanza.SetAttributeValue("id", id);
        stanza.Add(piece.Elements, references, StanzaIds.BuildOriginId(id), DisplayedMark.IsPossible(this) ? ChatMarkers.BuildMarkable() : null);
        return stanza;
    }

    private References.Reply Answered(IncomingDelivery delivery, ReplyReference answer)
    {
        var answered = answer.Target is { } target ? delivery.About(target) : null;
        var author = answered is null ? null
            : !answered.IsOwn ? _puppet
            : answered.Direction == MessageDirection.FromNetwork ? account.User
            : Jid.TryParse(answered.Sender, out var client) ? client : account.User;
        return new References.Reply(answered?.MessageId, author, answer.Quote ?? (answered?.MessageId is { } id ? Recent.Find(id)?.Excerpt : null));
    }

    /// <summary>The person on the network whom an address stands for, or null.</summary>
    private string? ContactOf(Jid jid) =>
        jid.Bare == _puppet?.Bare ? contact.Value
        : jid.Domain == account.Network.Domain.Domain && jid.Local is { } local && account.Network.Adapter.Addresses.TryParse(JidEscaping.Unescape(local), out var address)
            && address.Kind == AddressKind.Contact && address.Account == account.Key ? address.Id
        : null;

    private XElement Stamped(XElement stanza, IncomingDelivery delivery, MessageReceived message)
    {
        if (LateStamp(delivery, message) is { } at)
        {
            stanza.Add(Delay.Build(at, account.Network.Domain));
        }

        return stanza;
    }

    /// <summary>What the person does; whoever types and falls silent has paused.</summary>
    private XElement? State(ActivityKind kind)
    {
        if (_puppet is null)
        {
            return null;
        }

        Typing.Saw(kind);
        return Stanza.Message(_puppet, account.User, "chat", null, ChatStates.Build(ActivityStates.Of(kind)), Hints.NoStore());
    }
}
