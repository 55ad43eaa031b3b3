using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Commands;
using Bridge.Gateway.Contacts;
using Bridge.Gateway.Delivery;
using Bridge.Gateway.Discovery;
using Bridge.Gateway.Profiles;
using Bridge.Gateway.Puppets;
using Bridge.Gateway.Rooms;
using Bridge.Xmpp;

namespace Bridge.Gateway.Components;

/// <summary>Decides for each stanza of one network's domain who handles it. Runs on the read loop and never waits.</summary>
internal sealed partial class StanzaRouter(
    Network network, AccountDirectory accounts, UserAccess access, AddressBook addresses, IqAnswers iqs, RoomDirectory rooms, PuppetPresence puppets,
    UserPresences users, OwnProfile ownProfile, ControlContact control, ContactLists contacts, ILogger<StanzaRouter> log)
{
    /// <summary>The local part of the control contact.</summary>
    public const string ControlNode = "bot";

    /// <summary>Handles one stanza; never throws.</summary>
    public void Route(XElement stanza)
    {
        try
        {
            if (!Jid.TryParse(stanza.From, out var from))
            {
                return;
            }

            if (!Jid.TryParse(stanza.To, out var to))
            {
                network.Link.Refuse(stanza, StanzaError.JidMalformed);
            }
            else if (network.OwnDomains.Contains(from.Domain) && stanza.Type is not ("error" or "result"))
            {
                // Those who only stand for somebody elsewhere are nobody's users: what came from one network would go round to another.
                network.Link.Refuse(stanza, StanzaError.Forbidden.WithText("People of another network cannot use this gateway."));
            }
            else if (stanza.IsIq)
            {
                Iq(stanza, from, to);
            }
            else if (stanza.IsMessage)
            {
                Message(stanza, from, to);
            }
            else if (stanza.IsPresence)
            {
                Presence(stanza, from, to);
            }
        }
        catch (NetworkException e)
        {
            network.Link.Refuse(stanza, NetworkErrors.ToStanzaError(e));
        }
#pragma warning disable CA1031 // One stanza must not end the stream of everybody.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(log, e, stanza.Name.LocalName);
            network.Link.Refuse(stanza, StanzaError.InternalServerError);
        }
    }

    private void Iq(XElement stanza, Jid from, Jid to)
    {
        if (stanza.Type is "result" or "error")
        {
            network.Requests.Take(stanza, from);

            return;
        }

        if (stanza.Type is not ("get" or "set"))
        {
            // RFC 6120 section 8.2.3: any other type is answered with bad-request; the error's builder answers requests only.
            network.Link.Send(new XElement(Ns.Component + "iq", new XAttribute("type", "error"), StanzaError.BadRequest.ToElement()) { From = stanza.To, To = stanza.From, Id = stanza.Id });
            return;
        }

        if (!access.MayUse(from.Bare))
        {
            network.Link.Refuse(stanza, StanzaError.Forbidden.WithText("You are not allowed to use this gateway."));
            return;
        }

        iqs.Answer(stanza, from, to);
    }

    private void Message(XElement stanza, Jid from, Jid to)
    {
        if (network.Privileges.TryTake(stanza, from, to))
        {
            return;
        }

        var address = to.Local is null or ControlNode ? null : addresses.Resolve(to.Local);
        if (stanza.IsError)
        {
            if (address?.Kind == AddressKind.Group)
            {
                Bounced(address, stanza, from, to);
            }
            else if (address?.Kind == AddressKind.Contact)
            {
                contacts.Returned(from.Bare, address, to.Bare, StanzaError.Read(stanza));
            }

            return;
        }

        if (stanza.Type == "headline" && address?.Kind != AddressKind.Contact)
        {
            // RFC 6121 section 5.2.2: nobody expects a reply, least of all the server that notifies of an event (XEP-0163).
            return;
        }

        if (!access.MayUse(from.Bare))
        {
            network.Link.Refuse(stanza, StanzaError.Forbidden.WithText("You are not allowed to use this gateway."));
            return;
        }

        if (to.Local is null or ControlNode)
        {
            control.Receive(stanza, from, to, address);
            return;
        }

        switch (address?.Kind)
        {
            case AddressKind.Group:
                rooms.Message(address, stanza, from, to);
                break;
            case AddressKind.Contact when stanza.Type == "groupchat":
                network.Link.Refuse(stanza, StanzaError.NotAcceptable.WithText("This is a person, not a room."));
                break;
            case AddressKind.Contact:
                accounts.GetOrCreate(from.Bare, address.Account).Chat(new ContactId(address.Id)).Send(from, stanza, null);
                break;
            case AddressKind.Account:
                control.Receive(stanza, from, to, address);
                break;
            default:
                network.Link.Refuse(stanza, Unknown(to));
                break;
        }
    }

    private void Presence(XElement stanza, Jid from, Jid to)
    {
        var address = to.Local is null or ControlNode ? null : addresses.Resolve(to.Local);
        if (address?.Kind == AddressKind.Group)
        {
            if (stanza.Type is null && !access.MayUse(from.Bare))
            {
                network.Link.Refuse(stanza, StanzaError.Forbidden.WithText("You are not allowed to use this gateway."));
                return;
            }

            if (stanza.Type is null or "unavailable")
            {
                users.Receive(stanza, from, to, isRoom: true);
            }

            if (stanza.IsError)
            {
                Bounced(address, stanza, from, to);
            }
            else
            {
                rooms.Presence(address, stanza, from, to);
            }
        }
        else if (stanza.Type is null && stanza.Child(Ns.Muc, "x") is not null)
        {
            network.Link.Refuse(stanza, !access.MayUse(from.Bare) ? StanzaError.Forbidden.WithText("You are not allowed to use this gateway.") : NoRoom(to, address));
        }
        else if (stanza.Type is null or "unavailable")
        {
            if (access.MayUse(from.Bare) && puppets.IsKnown(to))
            {
                users.Receive(stanza, from, to, isRoom: false);
                if (stanza.Type is null && address?.Kind == AddressKind.Contact)
                {
                    contacts.Seen(from.Bare, address);
                }

                if (stanza.Type is null)
                {
                    ownProfile.Receive(stanza, from);
                }
                else if (users.Of(from.Bare).IsGone)
                {
                    ownProfile.Forget(from.Bare);
                }
            }
        }
        else if (stanza.Type is "unsubscribe" or "unsubscribed" or "error" || access.MayUse(from.Bare))
        {
            puppets.Receive(stanza, from, to, address);
        }
        else if (stanza.Type == "subscribe")
        {
            network.Link.Send(Stanza.Presence(to.Bare, from.Bare, "unsubscribed"));
        }
    }

    /// <summary>Whoever joins waits for an answer (XEP-0045 section 7.2), whatever they took for a room.</summary>
    private StanzaError NoRoom(Jid to, NetworkAddress? address) => address is null && to.Local is not (null or ControlNode)
        ? Unknown(to)
        : StanzaError.NotAllowed.WithText(address?.Kind == AddressKind.Contact ? "This is a person, not a room." : "This is no room. " + HowToWrite());

    private StanzaError Unknown(Jid to) => network.Adapter.Addresses.WhyRefused(JidEscaping.Unescape(to.Local!)) is { } reason
        ? StanzaError.NotAllowed.WithText(reason)
        : StanzaError.ItemNotFound.WithText("There is no such address on this network. " + HowToWrite());

    private string HowToWrite() => network.Adapter.Descriptor.AddressPrompt is { } prompt ? $"Before the @ is to be: {prompt}." : "";

    private void Bounced(NetworkAddress room, XElement stanza, Jid from, Jid to)
    {
        if (rooms.Bounced(room, from, stanza))
        {
            users.Remove(from, to.Bare);
        }
    }

    [LoggerMessage(1020, LogLevel.Error, "a {Kind} stanza could not be handled")]
    private static partial void LogFailed(ILogger log, Exception cause, string kind);
}
