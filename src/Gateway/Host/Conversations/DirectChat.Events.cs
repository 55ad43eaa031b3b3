using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Delivery;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

// What is said about messages: replies and new versions, reactions, deletions, marks. Clients know each message here by the id of its stanza.
internal sealed partial class DirectChat
{
    /// <param name="delivery">The event.</param>
    /// <param name="message">The message.</param>
    /// <param name="id">The id of its stanza: another than that of the event when it is the user's.</param>
    /// <param name="body">What it says.</param>
    private References Refer(IncomingDelivery delivery, MessageReceived message, string id, string body)
    {
        // Only whom clients take for the author of a message can replace it (XEP-0308 section 5).
        var replaced = message.EditOf is { } edited && delivery.About(edited) is { } original && IsBySame(original, message)
            && original.IsOwn == (delivery.StanzaId != id) ? original.MessageId : null;
        References.Reply? reply = null;
        if (message.ReplyTo is { } answer)
        {
            var answered = answer.Target is { } target ? delivery.About(target) : null;
            var author = answered is null ? null
                : !answered.IsOwn ? _puppet
                : answered.Direction == MessageDirection.FromNetwork ? account.User
                : Jid.TryParse(answered.Sender, out var client) ? client : account.User;
            reply = new References.Reply(answered?.MessageId, author, answer.Quote ?? (answered?.MessageId is { } known ? Recent.Find(known)?.Excerpt : null));
        }

        return References.Of(message, body, reply, replaced);
    }

    private static bool IsBySame(MappedMessage original, MessageReceived edit) =>
        original.Direction == MessageDirection.ToNetwork ? edit.FromMe : original.Sender == edit.Sender.Value;

    private XElement? Reacted(IncomingDelivery delivery, ReactionsChanged changed)
    {
        var reactions = ReactionsAfter(delivery);
        return _puppet is null || delivery.About(changed.Target)?.MessageId is not { } target
            ? null
            : Bare(delivery.StanzaId, Reactions.Build(target, reactions), Hints.Store());
    }

    /// <summary>The messages of the other side that are gone. What has lost a part only, not the first, which has the text, is still there.</summary>
    private List<XElement> Retracted(IncomingDelivery delivery, MessagesRetracted retracted)
    {
        List<XElement> stanzas = [];
        foreach (var target in retracted.Targets)
        {
            if (_puppet is not null && delivery.About(target) is { IsOwn: false } message && message.NetworkIds[0] == target.Value)
            {
                stanzas.Add(Gone(stanzas.Count == 0 ? delivery.StanzaId : $"{delivery.StanzaId}-{stanzas.Count}", message.StanzaId));
            }
        }

        return stanzas;
    }

    private XElement Gone(string id, string target) =>
        Bare(id, Stanza.BodyOf("(message deleted)"), Retraction.Build(target), Fallbacks.BuildWhole(Ns.Retract), Hints.Store());

    /// <summary>The last own message that was read: a marker stands for all before it (XEP-0333). That one has arrived, its receipt has told.</summary>
    private XElement? Marked(IncomingDelivery delivery, ReceiptReceived receipt)
    {
        if (receipt.Kind != ReceiptKind.Displayed || _puppet is null)
        {
            return null;
        }

        for (var i = receipt.Targets.Count - 1; i >= 0; i--)
        {
            if (delivery.About(receipt.Targets[i]) is { IsOwn: true, XmppId: { } id })
            {
                return Bare(delivery.StanzaId, ChatMarkers.BuildDisplayed(id), Hints.Store());
            }
        }

        return null;
    }

    /// <summary>A message of the person, from and to where their texts go.</summary>
    private XElement Bare(string id, params object?[] content)
    {
        var via = Via;
        var stanza = Stanza.Message(via?.Occupant ?? _puppet!, via?.Client ?? account.User, "chat", id, content);
        if (via is not null)
        {
            stanza.Add(new XElement(Ns.MucUser + "x"), OccupantId.Build(via.Room.OccupantIdOf(contact)));
        }

        return stanza;
    }
}
