using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Contacts;
using Bridge.Gateway.Delivery;
using Bridge.Gateway.Media;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

/// <summary>What concerns the whole account: notices of the network, invitations.</summary>
internal sealed class AccountChat(Account account) : Conversation
{
    public override ChatId Chat => new("");

    protected override long AccountId => account.Id;

    protected override OwnedTasks Tasks => account.Tasks;

    public override string User { get; } = account.User.ToString();

    protected internal override WaitingBytes Waits => account.Waits;

    protected override ChatKind Kind => ChatKind.Direct;

    protected internal override INetworkSession? SendingSession => null;

    protected internal override ILogger Log { get; } = account.Network.LogOf<AccountChat>();

    protected internal override Network Network => account.Network;

    protected override MediaService Media => account.Network.Media;

    protected override void NotStored(OutgoingDelivery delivery)
    {
    }

    protected internal override void Handle(IncomingDelivery delivery)
    {
        var network = account.Network;
        var stanza = delivery.Event switch
        {
            Notice notice => Stanza.Message(network.AccountJid(account.Key), account.User, "chat", delivery.StanzaId, Stanza.BodyOf(MessageText.Fit(notice.Text))),
            GroupInvited { Chat: { } chat } invited when network.ToJid(new NetworkAddress(AddressKind.Group, account.Key, chat.Value)) is { } room =>
                Invitation(room, invited, delivery.StanzaId),
            ContactRequested requested => Asked(network, requested, delivery.StanzaId),
            _ => null,
        };
        delivery.ExpectProofs(stanza is null ? 0 : 1);
        if (stanza is not null)
        {
            network.Link.SendTracked(stanza, delivery);
        }
    }

    /// <summary>A request as any contact would make it; in words of somebody who has no address here.</summary>
    private XElement Asked(Network network, ContactRequested asked, string id)
    {
        network.RaisePersonChanged(account, asked);
        var name = ContactText.Clean(asked.Name ?? "") is { Length: > 0 } shown ? shown : ContactText.Clean(asked.Contact.Value);
        return network.Puppet(account.Key, asked.Contact, full: false) is { } puppet
            ? Stanza.Presence(
                puppet, account.User, "subscribe",
                asked.Text is { Length: > 0 } text ? new XElement(Ns.Component + "status", MessageText.Fit(text)) : null, Nickname.Build(name))
            : Stanza.Message(network.AccountJid(account.Key), account.User, "chat", id, Stanza.BodyOf(MessageText.Fit($"{name} asks to be in your contact list: {asked.Text}")));
    }

    /// <summary>An invitation by a person, or by nobody but the gateway: in words too then, because it is news first.</summary>
    private XElement Invitation(Jid room, GroupInvited invited, string id)
    {
        var by = invited.By.Value.Length == 0 ? account.Network.AccountJid(account.Key).Bare : account.Network.Puppet(account.Key, invited.By, full: false);
        var invitation = MucInvite.Build(new MucInvite.Invitation(false, by ?? room, null, invited.Reason));
        return invited is { By.Value.Length: 0, Reason: { } reason }
            ? Stanza.Message(room, account.User, null, id, invitation, Stanza.BodyOf(reason))
            : Stanza.Message(room, account.User, null, id, invitation);
    }

    protected override void Accepted(OutgoingDelivery delivery)
    {
    }

    protected override void Failed(OutgoingDelivery delivery, SendResult result)
    {
    }

    /// <summary>Nothing here is a message.</summary>
    internal override void TellOfWait(IncomingDelivery delivery, string text)
    {
    }

    protected override void Held(int more) => account.Held(more);

    protected internal override bool TryTakeToken(RateLimit rate, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        return true;
    }
}
