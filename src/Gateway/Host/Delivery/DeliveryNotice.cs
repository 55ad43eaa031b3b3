using Bridge.Gateway.Components;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Delivery;

/// <summary>What a sender is told of messages that take long, once for each.</summary>
internal static class DeliveryNotice
{
    /// <summary>When a message was said, in short.</summary>
    public static string TimeOf(OutgoingDelivery delivery) => $"{DateTimeOffset.FromUnixTimeMilliseconds(delivery.AcceptedAt):HH:mm:ss}";

    /// <summary>Tells it: from the room, or from the control contact about a person, because a person's puppet must not seem to say it.</summary>
    /// <param name="late">Messages of one sender in one chat.</param>
    /// <param name="textFor">What to say, by the chat's address.</param>
    public static void Send(IReadOnlyList<OutgoingDelivery> late, Func<Jid, string> textFor)
    {
        var delivery = late[0];
        if (!Jid.TryParse(delivery.Sender, out var sender) || !Jid.TryParse(delivery.Recipient, out var recipient))
        {
            return;
        }

        var network = delivery.Conversation.Network;
        var body = Stanza.BodyOf(textFor(recipient.Bare));
        var stanza = delivery.Conversation is Room
            ? Stanza.Message(recipient.Bare, sender, "groupchat", DeliveryIds.ForNotice(delivery.Id), body)
            : Stanza.Message(network.ControlContact, sender.Bare, "chat", DeliveryIds.ForNotice(delivery.Id), body);

        // Stored when it is proved: after a restart it is told again only if it may not have been, and then under the same id.
        network.Link.SendTracked(stanza, new WhenProved(() => late.ToList().ForEach(network.Journal.Notice)));
    }
}
