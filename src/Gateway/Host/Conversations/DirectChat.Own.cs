using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Delivery;
using Bridge.Gateway.Options;
using Bridge.Gateway.Privileges;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

// What the user does on another device of the network. Only their own server can say it in their name (XEP-0356), to all their clients and their archive;
// else it is said by the person, in words, to those who want that.
internal sealed partial class DirectChat
{
    private const string You = "you: ";

    private OwnVoice _voice = OwnVoice.None;

    /// <summary>What is the user's own waits until it is known whether their server says it in their name, and what follows keeps its place behind it.</summary>
    protected internal override bool MustHold(IncomingDelivery delivery)
    {
        if (MayBeOwn(delivery))
        {
            var voice = account.Network.Privileges.AwaitVoiceOf(account.User, this);
            if (voice == OwnVoice.NotKnownYet)
            {
                CountHeld(delivery);
                return true;
            }

            _voice = voice;
        }

        return false;
    }

    /// <summary>Those of the user's own messages only where those are shown.</summary>
    protected override bool ShowsFiles(IncomingDelivery delivery, MessageReceived message) => base.ShowsFiles(delivery, message)
        && (!message.FromMe || (_puppet is not null && !account.Network.Blocked.IsBlocked(account, contact)
            && (_voice == OwnVoice.Own || account.Network.Options.IsOn(CoreOptions.OwnMessages, account.Target))));

    /// <summary>Echoes of what went out from here are none of these.</summary>
    private static bool MayBeOwn(IncomingDelivery delivery) => delivery.Event switch
    {
        MessageReceived { FromMe: true } message => message.Echo is null && !message.Ids.Any(id => delivery.About(id) is { Direction: MessageDirection.ToNetwork }),
        _ => IsOwnAct(delivery),
    };

    /// <summary>Whether an event is the user's doing; who takes back a message is taken for its author, because clients believe nobody else.</summary>
    private static bool IsOwnAct(IncomingDelivery delivery) => delivery.Event switch
    {
        MessageReceived { FromMe: true } or ReactionsChanged { FromMe: true } or ReceiptReceived { FromMe: true } => true,
        MessagesRetracted retracted => retracted.Targets.Any(target => delivery.About(target) is { IsOwn: true }),
        _ => false,
    };

    private void HandleOwn(IncomingDelivery delivery)
    {
        var network = account.Network;
        var isBlocked = network.Blocked.IsBlocked(account, contact);
        var voice = isBlocked || _puppet is null ? OwnVoice.None : network.Privileges.VoiceOf(account.User) is not OwnVoice.NotKnownYet and var known ? known : _voice;
        List<XElement> stanzas = [.. voice == OwnVoice.Own ? Own(delivery) : InWords(delivery, isBlocked)];
        if (voice == OwnVoice.None && !isBlocked && _puppet is not null)
        {
            network.Privileges.Miss(account.User);
        }

        if (delivery.Event is MessagesRetracted retracted)
        {
            stanzas.AddRange(Retracted(delivery, retracted));
        }

        delivery.ExpectProofs(stanzas.Count);
        stanzas.ForEach(stanza => network.Link.SendTracked(stanza, delivery));
    }

    /// <summary>In the user's name: what the person would say, the other way round.</summary>
    private IEnumerable<XElement> Own(IncomingDelivery delivery)
    {
        var id = OwnIdOf(delivery.StanzaId);
        switch (delivery.Event)
        {
            case MessageReceived message:
                MapOwn(delivery, message, id);
                return Message(delivery, message, id).Select((said, i) => Turned(delivery, said, DeliveryIds.ForPart(id, i), i));
            case ReactionsChanged reactions:
                return Reacted(delivery, reactions) is { } reacted ? [Turned(delivery, reacted, id)] : [];
            case ReceiptReceived receipt:
                return ReadElsewhere(delivery, receipt) is { } marker ? [Turned(delivery, marker, id)] : [];
            case MessagesRetracted retracted:
                return OwnGone(delivery, retracted).Select((gone, i) => Turned(delivery, Gone("", gone), DeliveryIds.ForPart(id, i), i));
            default:
                return [];
        }
    }

    /// <summary>By the person, where the user wants that and has not blocked them. It goes to all clients, so that it needs no copies.</summary>
    private IEnumerable<XElement> InWords(IncomingDelivery delivery, bool isBlocked)
    {
        var reactions = delivery.Event is ReactionsChanged ? ReactionsAfter(delivery) : [];
        if (delivery.Event is MessageReceived own)
        {
            MapOwn(delivery, own, isWhole: true);
        }

        if (isBlocked || !account.Network.Options.IsOn(CoreOptions.OwnMessages, account.Target))
        {
            return [];
        }

        var stanza = delivery.Event switch
        {
            MessageReceived message => Message(delivery, message with { Content = Said(message.Content) }, delivery.StanzaId).FirstOrDefault(),
            ReactionsChanged when reactions.Count > 0 => Text(delivery, $"{You}(reacted with {string.Join(' ', reactions)})"),
            ReactionsChanged => Text(delivery, You + "(no reaction any more)"),
            MessagesRetracted retracted when OwnGone(delivery, retracted).Any() => Text(delivery, You + "(message deleted)"),
            _ => null,
        };
        if (stanza is null)
        {
            return [];
        }

        stanza.Elements(Ns.Markers + "markable").Remove();
        stanza.Add(Hints.NoCopy());
        if (delivery.Event is MessagesRetracted)
        {
            stanza.Id = $"{delivery.StanzaId}-o0";
        }

        return [stanza];
    }

    private static MessageContent Said(MessageContent content)
    {
        var (mark, text) = (content.Flags.HasFlag(MessageFlags.Action) ? You + "/me " : You, content.Text ?? new RichText(""));
        return content with
        {
            Flags = content.Flags & ~MessageFlags.Action,
            Text = new RichText(mark + text.Plain) { Spans = [.. text.Spans.Select(span => span with { Start = span.Start + mark.Length })] },
        };
    }

    /// <summary>The last message of the person that was read elsewhere.</summary>
    private XElement? ReadElsewhere(IncomingDelivery delivery, ReceiptReceived receipt)
    {
        if (receipt.Kind == ReceiptKind.Displayed)
        {
            for (var i = receipt.Targets.Count - 1; i >= 0; i--)
            {
                if (delivery.About(receipt.Targets[i]) is { IsOwn: false } read)
                {
                    // The text behind the parts has no id of its own on the network.
                    var last = read.NetworkIds[^1] == receipt.Targets[i].Value ? read.Stanzas - 1 : read.Part;
                    return Bare(delivery.StanzaId, ChatMarkers.BuildDisplayed(read.IdOf(last)!), Hints.Store());
                }
            }
        }

        return null;
    }

    /// <summary>The ids that clients have of the user's messages that are gone.</summary>
    private static IEnumerable<string> OwnGone(IncomingDelivery delivery, MessagesRetracted retracted) => retracted.Targets
        .SelectMany(target => delivery.About(target) is { IsOwn: true } message ? message.StanzasOf(target.Value) : []);

    /// <summary>What the user says to all clients through the person is one stanza, with the mark before everything.</summary>
    private static bool IsInWords(IncomingDelivery delivery, MessageReceived message, string id) => message.FromMe && id == delivery.StanzaId;

    private XElement Turned(IncomingDelivery delivery, XElement stanza, string id, int place = 0)
    {
        stanza.From = account.User.ToString();
        stanza.To = _puppet!.Bare.ToString();
        stanza.Id = id;

        // A room, or a marker that is asked for, is the person's to speak of.
        stanza.Elements().Where(static e => e.Name == Ns.Sid + "origin-id" || e.Name == Ns.MucUser + "x" || e.Name == Ns.OccupantId + "occupant-id" || e.Name == Ns.Markers + "markable").Remove();
        stanza.Add(StanzaIds.BuildOriginId(id));
        return account.Network.Privileges.Wrap(stanza, account.User, DeliveryIds.ForPart(delivery.StanzaId, place));
    }

    private string OwnIdOf(string stanzaId) => account.Network.Privileges.IdOf(stanzaId, account.User, _puppet!.Bare);
}
