using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Delivery;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

// What is said about messages: replies and new versions, reactions, deletions, marks. Clients know each message here by the id of its stanza. What
// the user does elsewhere cannot be shown: only their own server could say it in their name.
internal sealed partial class DirectChat
{
    private References Refer(IncomingDelivery delivery, MessageReceived message, string body)
    {
        var replaced = message.EditOf is { } edited && delivery.About(edited) is { Direction: MessageDirection.FromNetwork } original && original.Sender == message.Sender.Value
            ? original.MessageId
            : null;
        References.Reply? reply = null;
        if (message.ReplyTo is { } answer)
        {
            var answered = answer.Target is { } target ? delivery.About(target) : null;
            var author = answered is null ? null
                : answered.Direction == MessageDirection.FromNetwork ? _puppet
                : Jid.TryParse(answered.Sender, out var client) ? client : account.User;
            reply = new References.Reply(answered?.MessageId, author, answer.Quote ?? (answered?.MessageId is { } id ? Recent.Find(id)?.Excerpt : null));
        }

        return References.Of(message, body, reply, replaced);
    }

    private XElement? Reacted(IncomingDelivery delivery, ReactionsChanged changed)
    {
        var reactions = ReactionsAfter(delivery);
        return changed.FromMe || _puppet is null || delivery.About(changed.Target)?.MessageId is not { } target
            ? null
            : Bare(delivery.StanzaId, Reactions.Build(target, reactions), Hints.Store());
    }

    /// <summary>The messages of the other side that are gone. What has lost a part only, not the first, which has the text, is still there.</summary>
    private List<XElement> Retracted(IncomingDelivery delivery, MessagesRetracted retracted)
    {
        List<XElement> stanzas = [];
        foreach (var target in retracted.Targets)
        {
            if (_puppet is not null && delivery.About(target) is { Direction: MessageDirection.FromNetwork } message && message.NetworkIds[0] == target.Value)
            {
                stanzas.Add(Bare(
                    stanzas.Count == 0 ? delivery.StanzaId : $"{delivery.StanzaId}-{stanzas.Count}",
                    Stanza.BodyOf("(message deleted)"), Retraction.Build(message.StanzaId), Fallbacks.BuildWhole(Ns.Retract), Hints.Store()));
            }
        }

        return stanzas;
    }

    /// <summary>The last own message that was read: a marker stands for all before it (XEP-0333). That one has arrived, its receipt has told.</summary>
    private XElement? Marked(IncomingDelivery delivery, ReceiptReceived receipt)
    {
        if (receipt.Kind != ReceiptKind.Displayed || receipt.FromMe || _puppet is null)
        {
            return null;
        }

        for (var i = receipt.Targets.Count - 1; i >= 0; i--)
        {
            if (delivery.About(receipt.Targets[i]) is { Direction: MessageDirection.ToNetwork, XmppId: { } id })
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
