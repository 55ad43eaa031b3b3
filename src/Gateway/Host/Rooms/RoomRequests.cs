using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Archives;
using Bridge.Gateway.Discovery;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

/// <summary>IQ requests to rooms: service discovery and administration (XEP-0045 sections 8 to 10).</summary>
internal sealed class RoomRequests(Network network, RoomDirectory rooms, OccupantRequests occupants, ArchiveRequests archives)
{
    private const int MaxAdminItems = 64;

    private static readonly string[] ArchiveFeatures = [Ns.Mam.NamespaceName, Ns.MamExtended.NamespaceName];
    private static readonly string[] ModerationFeatures = [Ns.Moderate.NamespaceName];

    /// <summary>Answers a request; false leaves it to the answers common to all entities.</summary>
    public bool Answer(XElement stanza, XElement request, Jid from, Jid to, NetworkAddress address)
    {
        var room = rooms.Find(from.Bare, address);
        if (to.Resource is { } nick)
        {
            return occupants.Answer(stanza, request, from, nick, room);
        }

        if (request.Name.Namespace == Ns.DiscoInfo && stanza.Type == "get")
        {
            Info(stanza, request, from, address, room);
        }
        else if (request.Name.Namespace == Ns.DiscoItems && stanza.Type == "get")
        {
            Items(stanza, room);
        }
        else if (request.Name == Ns.MucAdmin + "query")
        {
            Admin(stanza, request, from, room);
        }
        else if (stanza.Type == "set" && Retraction.ReadModeration(stanza) is { } moderation)
        {
            Moderate(stanza, moderation, from, room);
        }
        else if (request.Name == Ns.MucOwner + "query")
        {
            RoomConfiguration.Answer(stanza, room is not null && room.Holds(from) ? room : null, network.Link);
        }
        else
        {
            return archives.Answer(stanza, request, from, to, address, room);
        }

        return true;
    }

    private void Info(XElement stanza, XElement request, Jid from, NetworkAddress address, Room? room)
    {
        if (request.Attr("node") is { } node && node != "x-roomuser-item")
        {
            network.Link.Refuse(stanza, StanzaError.ItemNotFound);
            return;
        }

        string name;
        int? occupants = null;
        var topic = "";
        string[] kinds = ["muc_public", "muc_open", "muc_unsecured", "muc_unmoderated"];
        if (room is null)
        {
            name = address.Id;
        }
        else
        {
            lock (room.Gate)
            {
                name = room.Name ?? address.Id;
                occupants = room.State == RoomState.Joined ? room.Members.Count : null;
                topic = room.Topic;
                kinds = [
                    room.IsHidden ? "muc_hidden" : "muc_public",
                    room.IsMembersOnly ? "muc_membersonly" : "muc_open", room.IsPasswordProtected ? "muc_passwordprotected" : "muc_unsecured",
                    room.IsModerated ? "muc_moderated" : "muc_unmoderated",
                ];
            }
        }

        network.Link.Send(Stanza.Result(stanza, Disco.BuildInfo(Describe(name, topic, occupants, kinds, network.Archives.IsOn, rooms.CarriedBy(from.Bare, address)))));
    }

    private static Disco.Info Describe(string name, string topic, int? occupants, string[] kinds, bool isArchived, Capabilities? carries)
    {
        string[] features =
        [
            Ns.Muc.NamespaceName, Ns.MucStableId.NamespaceName, Ns.SelfPingOptimization.NamespaceName, Ns.Sid.NamespaceName, Ns.OccupantId.NamespaceName,
            Ns.DiscoInfo.NamespaceName, Ns.DiscoItems.NamespaceName, Ns.Ping.NamespaceName, Ns.Vcard.NamespaceName, Ns.Commands.NamespaceName,
            "muc_persistent", "muc_semianonymous",
            .. kinds,
            .. isArchived ? ArchiveFeatures : [],
            .. CarriedFeatures.Of(carries),
            .. carries?[Feature.Retractions] >= CapabilityLevel.Partial ? ModerationFeatures : [],
        ];
        List<DataForms.Field> fields =
        [
            DataForms.FormTypeField(Ns.MucRoomInfo.NamespaceName),
            new("muc#roominfo_subject", "text-single", topic),
            new("muc#roomconfig_roomname", "text-single", name),
        ];
        if (occupants is { } count)
        {
            fields.Add(new DataForms.Field("muc#roominfo_occupants", "text-single", count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        return new Disco.Info([new Disco.Identity("conference", "text", name)], features, [new DataForms.Form("result", fields), .. CarriedFeatures.RestrictionsOf(carries)]);
    }

    private void Items(XElement stanza, Room? room)
    {
        List<Disco.Item> items = [];
        if (room is not null)
        {
            lock (room.Gate)
            {
                foreach (var member in room.Members.All.OrderBy(static member => member.Name, StringComparer.Ordinal))
                {
                    if (Jid.TryParse(RoomStanzas.OccupantJid(room.Jid, member.Name), out var jid))
                    {
                        items.Add(new Disco.Item(jid));
                    }
                }
            }
        }

        if (ItemPages.Cut(items, Rsm.Read(stanza.Elements().First())) is { } page)
        {
            network.Link.Send(Stanza.Result(stanza, page));
        }
        else
        {
            network.Link.Refuse(stanza, StanzaError.ItemNotFound);
        }
    }

    private void Admin(XElement stanza, XElement request, Jid from, Room? room)
    {
        if (room is null || !room.Holds(from))
        {
            network.Link.Refuse(stanza, StanzaError.NotAcceptable.WithText("You are not in this room."));
            return;
        }

        var items = request.Elements(Ns.MucAdmin + "item").Take(MaxAdminItems + 1).ToList();
        if (items.Count is 0 or > MaxAdminItems)
        {
            network.Link.Refuse(stanza, StanzaError.BadRequest);
        }
        else if (room.Account.Session is not IModeratesGroups moderator)
        {
            network.Link.Refuse(stanza, room.Account.Session is null ? StanzaError.RemoteServerTimeout : StanzaError.FeatureNotImplemented);
        }
        else if (stanza.Type == "get")
        {
            List(stanza, items[0], room, moderator);
        }
        else
        {
            Change(stanza, items, room, moderator);
        }
    }

    /// <summary>A moderator has a message deleted (XEP-0425 section 4). Who may is the network's to know.</summary>
    private void Moderate(XElement stanza, Retraction.Request moderation, Jid from, Room? room)
    {
        if (room is null || !room.Holds(from))
        {
            network.Link.Refuse(stanza, StanzaError.NotAcceptable.WithText("You are not in this room."));
        }
        else if (room.Account.Session is not { } session)
        {
            network.Link.Refuse(stanza, StanzaError.RemoteServerTimeout);
        }
        else if (session is not IRetractsMessages retractor || session.GetCapabilities(room.Chat)[Feature.Retractions] < CapabilityLevel.Partial)
        {
            network.Link.Refuse(stanza, StanzaError.FeatureNotImplemented);
        }
        else
        {
            Act(room, stanza, async stop =>
            {
                var message = await room.FindAsync(moderation.Id).WaitAsync(stop) ?? throw new NetworkException(NetworkError.NotFound, "The message is not known here, or not any more.");
                await retractor.RetractAsync(room.Chat, [.. message.NetworkIds.Select(static id => new MessageId(id))], moderation.Reason, stop);
                room.ShowModerated(message, moderation.Reason);
                return null;
            });
        }
    }

    private void List(XElement stanza, XElement item, Room room, IModeratesGroups moderator)
    {
        if (item.Attr("affiliation") == "outcast")
        {
            Act(room, stanza, async stop =>
            {
                var bans = await moderator.ListBansAsync(room.Chat, stop);
                return new XElement(Ns.MucAdmin + "query", bans.Select(ban => new XElement(
                    Ns.MucAdmin + "item",
                    new XAttribute("affiliation", "outcast"),
                    // An address, by which a client can lift the ban; a network's bans may be no addresses of people.
                    network.Puppet(room.Account.Key, new ContactId(ban), full: false) is { } jid ? new XAttribute("jid", jid.ToString()) : null,
                    new XElement(Ns.MucAdmin + "reason", ban))));
            });
            return;
        }

        var (affiliation, role) = (item.Attr("affiliation"), item.Attr("role"));
        if (affiliation is null && role is null)
        {
            network.Link.Refuse(stanza, StanzaError.BadRequest);
            return;
        }

        var query = new XElement(Ns.MucAdmin + "query");
        lock (room.Gate)
        {
            foreach (var member in room.Members.All)
            {
                var standing = RoomStanzas.Standing(member.Role);
                if ((affiliation is null || standing.Affiliation == affiliation) && (role is null || standing.Role == role))
                {
                    query.Add(new XElement(
                        Ns.MucAdmin + "item",
                        new XAttribute("affiliation", standing.Affiliation), new XAttribute("role", standing.Role), new XAttribute("nick", member.Name)));
                }
            }
        }

        network.Link.Send(Stanza.Result(stanza, query));
    }

    private static void Change(XElement stanza, List<XElement> items, Room room, IModeratesGroups moderator) => Act(room, stanza, async stop =>
    {
        foreach (var item in items)
        {
            stop.ThrowIfCancellationRequested();
            await ChangeAsync(item, room, moderator, stop);
        }

        return null;
    });

    private static async Task ChangeAsync(XElement item, Room room, IModeratesGroups moderator, CancellationToken stop)
    {
        var reason = item.Element(Ns.MucAdmin + "reason")?.Value;
        var nick = item.Attr("nick") ?? (Jid.TryParse(item.Attr("jid"), out var jid) ? jid.Resource ?? IdIn(jid, room) : null)
            ?? throw new NetworkException(NetworkError.Malformed, "name the person by nick or JID");
        Member? member;
        lock (room.Gate)
        {
            member = room.Members.Find(nick);
        }

        var contact = member?.Contact ?? new ContactId(nick);
        switch (item.Attr("affiliation"), item.Attr("role"))
        {
            case ("outcast", _):
                await moderator.SetBanAsync(room.Chat, contact.Value, banned: true, reason, stop);
                break;
            case (_, "none"):
                await moderator.KickAsync(room.Chat, contact, reason, stop);
                break;
            case ("none", null) when member is null:
                await moderator.SetBanAsync(room.Chat, nick, banned: false, reason, stop);
                break;
            case var (affiliation, role) when RoleOf(affiliation, role) is { } wanted:
                await moderator.SetRoleAsync(room.Chat, contact, wanted, stop);
                break;
            default:
                throw new NetworkException(NetworkError.Malformed, "this change of affiliation or role is not possible");
        }
    }

    /// <summary>The id that an address is made of, also where it is that of a ban and not of a person.</summary>
    private static string IdIn(Jid jid, Room room)
    {
        var local = JidEscaping.Unescape(jid.Local ?? "");
        if (room.Account.Network.Adapter.Addresses.TryParse(local, out var address) && address.Kind == AddressKind.Contact)
        {
            return address.Id;
        }

        var separator = local.LastIndexOf('%');
        return separator < 0 ? local : local[..separator];
    }

    private static MemberRole? RoleOf(string? affiliation, string? role) => (affiliation, role) switch
    {
        ("owner", _) => MemberRole.Owner,
        ("admin", _) => MemberRole.Admin,
        ("member", "moderator") => MemberRole.Moderator,
        ("member", _) => MemberRole.Voiced,
        ("none", _) => MemberRole.Participant,
        (null, "moderator") => MemberRole.Admin,
        (null, "participant") => MemberRole.Voiced,
        (null, "visitor") => MemberRole.Visitor,
        _ => null,
    };

    private static void Act(Room room, XElement stanza, Func<CancellationToken, Task<XElement?>> act) =>
        VerbCall.Run(room.Account, stanza, async stop => Stanza.Result(stanza, await act(stop)));
}
