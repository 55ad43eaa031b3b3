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
    private static bool IsBySame(MappedMessage original, MessageReceived edit) =>
        original.Direction == MessageDirection.ToNetwork ? edit.FromMe : original.Sender == edit.Sender.Value;

    /// <summary>Whether an event is the person's doing, which nobody who has blocked them is shown; that a message has arrived is the network's word.</summary>
    private static bool IsTheirs(NetworkEvent networkEvent) =>
        networkEvent is MessageReceived or ActivityChanged or ReactionsChanged or MessagesRetracted or ReceiptReceived { Kind: ReceiptKind.Displayed };

    private XElement? Reacted(IncomingDelivery delivery, ReactionsChanged changed)
    {
        var reactions = ReactionsAfter(delivery);
        return _puppet is null || delivery.About(changed.Target)?.MessageId is not { } target
            ? null
            : Bare(delivery.StanzaId, Reactions.Build(target, reactions), Hints.Store());
    }

    /// <summary>The stanzas of the other side's messages that are gone.</summary>
    private List<XElement> Retracted(IncomingDelivery delivery, MessagesRetracted retracted)
    {
        List<XElement> stanzas = [];
        foreach (var target in retracted.Targets)
        {
            if (_puppet is not null && delivery.About(target) is { IsOwn: false } message)
            {
                stanzas.AddRange(message.StanzasOf(target.Value).Select((id, i) => Gone(DeliveryIds.ForPart(delivery.StanzaId, stanzas.Count + i), id)).ToList());
            }
        }

        return stanzas;
    }

    private XElement Gone(string id, string target) =>
        Bare(id, Stanza.BodyOf("(message deleted)"), Retraction.Build(target), Fallbacks.BuildWhole(Ns.Retract), Hints.Store());

    /// <summary>
    /// What the person has got, where senders wait for that, or read: of the last own message that was read, because a marker stands for all before it
    /// (XEP-0333).
    /// </summary>
    private List<XElement> Marked(IncomingDelivery delivery, ReceiptReceived receipt)
    {
        List<XElement> stanzas = [];
        if (_puppet is null)
        {
            return stanzas;
        }

        for (var i = receipt.Targets.Count - 1; i >= 0; i--)
        {
            if (delivery.About(receipt.Targets[i]) is not { IsOwn: true, MessageId: { } id } message)
            {
                continue;
            }

            if (receipt.Kind == ReceiptKind.Displayed)
            {
                return [Bare(delivery.StanzaId, ChatMarkers.BuildDisplayed(id), Hints.Store())];
            }

            // Of what went out in pieces, the last says that all are there.
            if (message.WantsReceipt && message.NetworkIds[^1] == receipt.Targets[i].Value && Jid.TryParse(message.Sender, out var sender))
            {
                var received = Bare(DeliveryIds.ForPart(delivery.StanzaId, stanzas.Count), Receipts.BuildReceived(id), Hints.Store());
                received.SetAttributeValue("to", sender.ToString());
                stanzas.Add(received);
            }
        }

        return stanzas;
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
