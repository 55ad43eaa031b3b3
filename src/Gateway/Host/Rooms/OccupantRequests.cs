using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Discovery;
using Bridge.Gateway.Profiles;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

/// <summary>
/// IQ requests to the occupants of a room (XEP-0045 section 6.6). Somebody else is a person on the network, not a client of XMPP: what the
/// network does not tell of them is not answered in their name.
/// </summary>
internal sealed class OccupantRequests(Network network, EntityProfiles profiles, ClientQuestions clients, ContactCards cards)
{
    private static readonly string[] Features = [Ns.DiscoInfo.NamespaceName, Ns.Ping.NamespaceName, Ns.Receipts.NamespaceName];

    /// <summary>Answers a request; false leaves one to the asker's own occupant to the answers common to all entities.</summary>
    public bool Answer(XElement stanza, XElement request, Jid from, string nick, Room? room)
    {
        if (room is null || !room.Holds(from))
        {
            // XEP-0045 section 6.6 asks for this of disco, XEP-0410 section 3 for the other of a ping.
            var error = request.Name.Namespace == Ns.DiscoInfo || request.Name.Namespace == Ns.DiscoItems ? StanzaError.BadRequest : StanzaError.NotAcceptable;
            network.Link.Refuse(stanza, error.WithText("You are not in this room."));
            return true;
        }

        bool isSelf, isJoined;
        Member? member;
        lock (room.Gate)
        {
            isSelf = room.Members.OwnName == nick;
            isJoined = room.State == RoomState.Joined;
            member = room.Members.Find(nick);
        }

        if (isSelf)
        {
            return AnswerSelf(stanza, request);
        }

        if (member is null)
        {
            network.Link.Refuse(stanza, StanzaError.ItemNotFound);
        }
        else if (stanza.Type == "get")
        {
            Get(stanza, request, room, member, isJoined);
        }
        else
        {
            network.Link.Refuse(stanza, StanzaError.ServiceUnavailable);
        }

        return true;
    }

    /// <summary>A ping of a client to its own occupant tells whether it is still in (XEP-0410 section 3).</summary>
    private bool AnswerSelf(XElement stanza, XElement request)
    {
        var isPing = request.Name.Namespace == Ns.Ping && stanza.Type == "get";
        if (isPing)
        {
            network.Link.Send(Stanza.Result(stanza));
        }

        return isPing;
    }

    private void Get(XElement stanza, XElement request, Room room, Member member, bool isJoined)
    {
        var space = request.Name.Namespace;
        if (space == Ns.Ping && isJoined)
        {
            Ping(stanza, room, member);
        }
        else if (space == Ns.Version && room.Account.Session is IAsksClients asked)
        {
            clients.Software(stanza, room.Account, asked, member.Contact);
        }
        else if (space == Ns.Ping)
        {
            network.Link.Refuse(stanza, StanzaError.RemoteServerTimeout.WithText("Nobody knows who is in this room while the network is not connected."));
        }
        else if (space == Ns.DiscoInfo && request.Attr("node") is null)
        {
            network.Link.Send(Stanza.Result(stanza, Disco.BuildInfo(Describe(room, member))));
        }
        else if (space == Ns.DiscoItems)
        {
            network.Link.Send(Stanza.Result(stanza, Disco.BuildItems([], Disco.ReadNode(stanza))));
        }
        else if (space == Ns.Vcard || space == Ns.Vcard4)
        {
            Card(stanza, room, member);
        }
        else
        {
            network.Link.Refuse(stanza, space == Ns.DiscoInfo || space == Ns.Pubsub ? StanzaError.ItemNotFound : StanzaError.ServiceUnavailable);
        }
    }

    /// <summary>Where people's programs can be asked, theirs answers; else who is in the room is there.</summary>
    private void Ping(XElement stanza, Room room, Member member)
    {
        if (room.Account.Session is IAsksClients asked)
        {
            clients.Ping(stanza, room.Account, asked, member.Contact);
        }
        else
        {
            network.Link.Send(Stanza.Result(stanza));
        }
    }

    private Disco.Info Describe(Room room, Member member)
    {
        var (session, carries) = (room.Account.Session, CarriedFeatures.Of(room.Account.CapabilitiesOf(new ChatId(member.Contact.Value), ChatKind.Direct)));
        List<string> features = [.. Features];
        if (session is IDescribesContacts)
        {
            features.Add(Ns.Vcard.NamespaceName);
        }

        if (session is IAsksClients)
        {
            features.Add(Ns.Version.NamespaceName);
        }

        return profiles.Puppet.Info with { Features = [.. features, .. carries] };
    }

    private void Card(XElement stanza, Room room, Member member)
    {
        if (room.Account.Session is IDescribesContacts)
        {
            cards.Answer(stanza, room.Account, member.Contact);
        }
        else
        {
            network.Link.Refuse(stanza, room.Account.Session is null ? StanzaError.RemoteServerTimeout : StanzaError.ServiceUnavailable);
        }
    }
}
