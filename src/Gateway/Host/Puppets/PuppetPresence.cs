using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Discovery;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Puppets;

/// <summary>Subscriptions to and presence of the domain, the control contact, accounts and people (RFC 6121 sections 3 and 4).</summary>
internal sealed class PuppetPresence(Network network, AccountDirectory accounts, EntityProfiles profiles)
{
    /// <summary>Handles a presence stanza to anything but a room.</summary>
    public void Receive(XElement stanza, Jid from, Jid to, NetworkAddress? address)
    {
        switch (stanza.Type)
        {
            case "subscribe":
                Subscribe(from, to, address);
                break;
            case "unsubscribe":
                network.Link.Send(Stanza.Presence(to.Bare, from.Bare, "unsubscribed"));
                break;
            case "probe":
                network.Link.Send(Of(to, from, address));
                break;
            default:
                break;
        }
    }

    /// <summary>In the order that clients and servers expect: granted, asked back, there.</summary>
    private void Subscribe(Jid from, Jid to, NetworkAddress? address)
    {
        network.Link.Send(Stanza.Presence(to.Bare, from.Bare, "subscribed"));
        network.Link.Send(Stanza.Presence(to.Bare, from.Bare, "subscribe"));
        network.Link.Send(Of(to, from.Bare, address));
    }

    private XElement Of(Jid to, Jid asking, NetworkAddress? address)
    {
        var profile = profiles.Of(to, address);
        var presence = Stanza.Presence(to.Local is null ? to.Bare : to.Bare.WithResource("bridge"), asking, null, Caps.Build(EntityProfiles.CapsNode, profile.Ver));
        if (address is not null && accounts.Find(asking.Bare, address.Account) is { State: not (SessionState.Connected or SessionState.Throttled), StateText: { } text })
        {
            presence.AddFirst(new XElement(Ns.Component + "show", "xa"), new XElement(Ns.Component + "status", text));
        }

        return presence;
    }
}
