using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Delivery;
using Bridge.Gateway.Media;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

/// <summary>A direct chat of a user with a person on a network.</summary>
internal sealed partial class DirectChat(Account account, ContactId contact) : Conversation
{
    /// <summary>How long a chat that rests is kept: what comes back of a message, and a reply to one, are told by what is remembered of it.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10), KeptViaRoom = TimeSpan.FromDays(1);

    private readonly Jid? _puppet = account.Network.Puppet(account.Key, contact, full: true);
    private readonly Disuse _disuse = new(account.Network.Time);
    private ViaRoom? _via;

    public override ChatId Chat => new(contact.Value);

    protected override long AccountId => account.Id;

    protected override OwnedTasks Tasks => account.Tasks;

    public override string User => account.User.ToString();

    protected internal override WaitingBytes Waits => account.Waits;

    protected override ChatKind Kind => ChatKind.Direct;

    protected internal override INetworkSession? SendingSession => account.Session;

    protected internal override ILogger Log { get; } = account.Network.LogOf<DirectChat>();

    protected internal override Network Network => account.Network;

    protected override MediaService Media => account.Network.Media;

    /// <summary>Notes that somebody has found the chat and is about to use it.</summary>
    /// <returns>False when it was just given up: another takes its place.</returns>
    public bool TryUse() => _disuse.TryUse();

    /// <summary>Gives the chat up when nobody has used it for some time.</summary>
    public bool TryEnd() => _disuse.TryEnd(Via is null ? Kept : KeptViaRoom, () => IsAtRest);

    /// <summary>Takes a message of the user.</summary>
    /// <param name="from">Which client.</param>
    /// <param name="stanza">The message; answered here when it cannot be taken.</param>
    /// <param name="room">The room it was sent through (a private message to an occupant), or null.</param>
    public void Send(Jid from, XElement stanza, Room? room)
    {
        if (DirectInvite.Read(stanza) is { } invitation && !TryInvite(stanza, invitation))
        {
            return;
        }

        if (RequestReader.Read(Shared.Complete(stanza), out var error, withSubject: true, ContactOf) is not { } request)
        {
            if (error is null)
            {
                Note(stanza);
            }

            account.Network.Link.Refuse(stanza, error);
            return;
        }

        if (IsFull)
        {
            account.Network.Link.Refuse(stanza, StanzaError.ResourceConstraint.WithText("Too many messages wait for this person already."));
            return;
        }

        _via = room is not null && Jid.TryParse(stanza.To, out var occupant) ? new ViaRoom(room, from, occupant) : null;
        account.TouchDirect();
        account.Network.RaiseTalked(account, contact);
        Activity.Spoke();
        if (request.Kind == OutgoingKind.Message && stanza.Id is { } said)
        {
            Recent.Add(said, null, MessageText.Of(request.Content));
        }

        var delivery = new OutgoingDelivery(this, Journal, Complete(request, stanza, static (_, _) => null))
        {
            AccountId = account.Id,
            Chat = contact.Value,
            Sender = from.ToString(),
            Recipient = stanza.To!,
            XmppId = stanza.Id,
            AcceptedAt = Time.GetUtcNow().ToUnixTimeMilliseconds(),
            WantsReceipt = Receipts.IsRequested(stanza),
            ViaRoom = room is null ? null : stanza.To,
        };
        Accept(delivery);
        account.Start();
    }

    protected override void NotStored(OutgoingDelivery delivery) =>
        Tell(delivery, StanzaError.ResourceConstraint.WithText("The gateway cannot store messages at the moment. Please send it again later."), null);

    protected internal override void Handle(IncomingDelivery delivery)
    {
        if (IsEcho(delivery, out var sent))
        {
            Echoed(delivery, sent);
            return;
        }

        if (IsOwnAct(delivery))
        {
            HandleOwn(delivery);
            return;
        }

        if (IsTheirs(delivery.Event) && account.Network.Blocked.IsHidden(account, contact))
        {
            delivery.Dropped();
            return;
        }

        List<XElement> stanzas = delivery.Event switch
        {
            MessageReceived message => Message(delivery, message, delivery.StanzaId),
            MessagesRetracted retracted => Retracted(delivery, retracted),
            ReceiptReceived receipt => Marked(delivery, receipt),
            DeliveryFailed failed => [Bounced(delivery, failed)],
            Notice notice => [Text(delivery, MessageText.Fit(notice.Text))],
            HistoryGap gap => [Text(delivery, gap.Reason)],
            ActivityChanged activity when State(activity.Kind) is { } state => [state],
            ReactionsChanged reactions when Reacted(delivery, reactions) is { } reacted => [reacted],
            _ => [],
        };
        delivery.ExpectProofs(stanzas.Count);
        foreach (var stanza in stanzas)
        {
            if (delivery.IsDurable)
            {
                account.Network.Link.SendTracked(stanza, delivery);
            }
            else
            {
                account.Network.Link.Send(stanza);
            }
        }
    }

    protected override void Accepted(OutgoingDelivery delivery)
    {
        var receipt = delivery is { Step: HandoverStep.Send, NetworkId: not null } && ConfirmsDelivery ? null : Receipt(delivery);
        delivery.ExpectProofs(receipt is null ? 0 : 1);
        if (receipt is not null)
        {
            account.Network.Link.SendTracked(receipt, delivery);
        }

        if (KeptText(delivery) is { } text)
        {
            var person = (Source(delivery) ?? account.Network.Domain).Bare;
            account.Network.Link.SendTracked(
                Stanza.Message(account.Network.ControlContact, account.User, "chat", delivery.StanzaId + "-kept", Stanza.BodyOf($"About your chat with {person}: {text}")), null);
        }
    }

    private XElement? Receipt(OutgoingDelivery delivery) =>
        delivery.WantsReceipt && delivery.XmppId is { } id && Jid.TryParse(delivery.Sender, out var sender) && Source(delivery) is { } from
            ? Stanza.Message(from, sender, "chat", delivery.StanzaId, Receipts.BuildReceived(id), Hints.Store())
            : null;

    /// <summary>
    /// Takes back that a message may not have been delivered: by the receipt, where one was asked for, and in words, because not every client
    /// lets a receipt undo an error.
    /// </summary>
    private void Echoed(IncomingDelivery delivery, OutgoingDelivery? sent)
    {
        if (sent is null)
        {
            delivery.Settled();
            return;
        }

        var network = account.Network;
        var receipt = Receipt(sent);
        delivery.ExpectProofs(receipt is null ? 1 : 2);
        if (receipt is not null)
        {
            network.Link.SendTracked(receipt, delivery);
        }

        var text = $"Your message of {MessageText.TimeOf(sent.AcceptedAt)} to {(Source(sent) ?? network.Domain).Bare}, which may not have been delivered, has arrived.";
        network.Link.SendTracked(Stanza.Message(network.ControlContact, account.User, "chat", delivery.StanzaId, Stanza.BodyOf(text)), delivery);
    }

    /// <summary>The client that sent it marks the message; the words are for the user, who may have another client by now.</summary>
    private XElement Bounced(IncomingDelivery delivery, DeliveryFailed failed)
    {
        var concerned = delivery.About(failed.Target);
        if (failed.Final && concerned is { Direction: MessageDirection.ToNetwork, XmppId: { } id } sent && _puppet is not null && Jid.TryParse(sent.Sender, out var client))
        {
            account.Network.Link.SendTracked(
                Stanza.Message(_puppet.Bare, client, "error", id, NetworkErrors.ToStanzaError(failed.Error, failed.Reason).ToElement()), null);
        }

        return Text(delivery, MessageText.OfBounce(concerned is { Direction: MessageDirection.ToNetwork } known ? known : null, failed));
    }

    protected override void Failed(OutgoingDelivery delivery, SendResult result)
    {
        var error = result.Outcome == SendOutcome.Uncertain
            ? new StanzaError("wait", "undefined-condition", "May not have been delivered: " + result.Reason)
            : NetworkErrors.ToStanzaError(result.Error, result.Reason);
        Fail(delivery, TakeBack(delivery) is { } held ? error.WithText($"{error.Text?.TrimEnd('.')}. {FallbackText.Held(held)}") : error);
    }

    internal override void TellOfWait(IncomingDelivery delivery, string text)
    {
        var stanza = Text(delivery, text);
        stanza.Id = $"{delivery.StanzaId}-way";
        stanza.Add(Hints.NoPermanentStore());
        account.Network.Link.Send(stanza);
    }

    protected override void Held(int more) => account.Held(more);

    protected internal override bool TryTakeToken(RateLimit rate, out TimeSpan wait) => account.Bucket.TryTake(rate, out wait);

    /// <summary>Tells the sender that a message was not sent, again after a crash unless the server has read it.</summary>
    public void Fail(OutgoingDelivery delivery, StanzaError error)
    {
        delivery.ExpectProofs(1);
        Tell(delivery, error, delivery);
    }

    private void Tell(OutgoingDelivery delivery, StanzaError error, OutgoingDelivery? owner)
    {
        if (Jid.TryParse(delivery.Sender, out var sender) && Jid.TryParse(delivery.Recipient, out var recipient))
        {
            account.Network.Link.SendTracked(Stanza.Message(recipient, sender, "error", delivery.XmppId, error.ToElement()), owner);
        }
        else
        {
            owner?.Proved();
        }
    }

    /// <summary>
    /// A reply to a private message comes from where that was sent to, the occupant, and goes to the client that sent it, as long as it is in the
    /// room: the user's other clients know nothing of the room.
    /// </summary>
    private XElement Text(IncomingDelivery delivery, string body)
    {
        var via = Via;
        var stanza = Stanza.Message(
            via?.Occupant ?? _puppet ?? account.Network.ControlContact, via?.Client ?? account.User, "chat", delivery.StanzaId, Stanza.BodyOf(body));
        if (via is not null)
        {
            stanza.Add(new XElement(Ns.MucUser + "x"), OccupantId.Build(via.Room.OccupantIdOf(contact)));
        }

        return stanza;
    }

    private ViaRoom? Via => _via is { } last && last.Room.Holds(last.Client) ? last : null;

    private sealed record ViaRoom(Room Room, Jid Client, Jid Occupant);

    private Jid? Source(OutgoingDelivery delivery) => delivery.ViaRoom is { } room && Jid.TryParse(room, out var jid) ? jid : _puppet;
}
