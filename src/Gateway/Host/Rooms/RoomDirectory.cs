using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

/// <summary>Finds the room of a stanza, and makes it when somebody joins.</summary>
internal sealed class RoomDirectory(Network network, AccountDirectory accounts, RoomInvitations invitations)
{
    /// <summary>How many rooms of one network an account may be in.</summary>
    public const int MaxRooms = 1000;

    private static readonly StanzaError TooMany =
        StanzaError.ResourceConstraint.WithText("You are in too many rooms already, or are joining too many at once. Please try again later.");

    /// <summary>Errors that mean that a client is gone for good from where we think it is.</summary>
    private static readonly HashSet<string> GoneConditions = new(StringComparer.Ordinal)
    {
        "gone", "internal-server-error", "item-not-found", "jid-malformed", "recipient-unavailable", "redirect", "remote-server-not-found",
        "remote-server-timeout", "service-unavailable", "malformed",
    };

    /// <summary>A user's room, or null when none of their clients is in it.</summary>
    public Room? Find(Jid user, NetworkAddress address) =>
        accounts.Find(user, address.Account) is { } account && account.Rooms.TryGetValue(address.Id, out var room) ? room : null;

    /// <summary>What a group carries for a user, whether they are in it or not; null while that is not known.</summary>
    public Capabilities? CarriedBy(Jid user, NetworkAddress address) =>
        accounts.Find(user, address.Account)?.CapabilitiesOf(new ChatId(address.Id), ChatKind.Group);

    /// <summary>A presence to a room: join, nick change, leave.</summary>
    public void Presence(NetworkAddress address, XElement stanza, Jid from, Jid to)
    {
        switch (stanza.Type)
        {
            case null:
                Available(address, stanza, from, to);
                break;
            case "unavailable":
                if (Find(from.Bare, address) is { } room)
                {
                    room.Leave(from, stanza.Element(Ns.Component + "status")?.Value);
                }

                break;
            case "subscribe":
                network.Link.Send(Stanza.Presence(to.Bare, from.Bare, "unsubscribed"));
                break;
            default:
                break;
        }
    }

    /// <summary>A stanza of a room came back from a client.</summary>
    /// <returns>Whether that says that the client is gone.</returns>
    public bool Bounced(NetworkAddress address, Jid client, XElement stanza)
    {
        if (StanzaError.Read(stanza) is not { } error || !GoneConditions.Contains(error.Condition))
        {
            return false;
        }

        Find(client.Bare, address)?.Bounced(client);
        return true;
    }

    /// <summary>A message to a room or to somebody in it.</summary>
    public void Message(NetworkAddress address, XElement stanza, Jid from, Jid to)
    {
        if (Find(from.Bare, address) is not { } room || !room.Holds(from))
        {
            // Whoever declines an invitation is not in the room; the network has no form for that.
            if (MucInvite.Read(stanza) is not { Count: > 0 } declined || declined.Any(static invitation => !invitation.IsDecline))
            {
                network.Link.Refuse(stanza, StanzaError.NotAcceptable.WithText("You are not in this room. Join it first."));
            }

            return;
        }

        if (MucInvite.Read(stanza) is { Count: > 0 } invites)
        {
            VerbCall.Run(room.Account, stanza, async stop =>
            {
                await invitations.SendAsync(room, from, [.. invites.Where(static invitation => !invitation.IsDecline)], stop);
                return null;
            });
        }
        else if (DataForms.Read(stanza, Ns.MucRequest.NamespaceName) is not null)
        {
            network.Link.Refuse(stanza, StanzaError.FeatureNotImplemented.WithText("A voice cannot be asked for through the room: its operators give it, so ask one of them."));
        }
        else if (to.Resource is { } nick)
        {
            Private(room, stanza, from, nick);
        }
        else if (stanza.Type != "groupchat")
        {
            network.Link.Refuse(stanza, StanzaError.BadRequest.WithText("Messages to a room are of type groupchat."));
        }
        else if (stanza.Element(Ns.Component + "subject") is { } subject && stanza.Body is null)
        {
            SetTopic(room, stanza, subject.Value);
        }
        else
        {
            room.Send(from, stanza);
        }
    }

    private void Available(NetworkAddress address, XElement stanza, Jid from, Jid to)
    {
        var isJoin = stanza.Child(Ns.Muc, "x") is not null;
        var room = Find(from.Bare, address);
        if (to.Resource is not { } nick)
        {
            if (isJoin || room is null)
            {
                network.Link.Refuse(stanza, StanzaError.JidMalformed.WithText("A nick is missing behind the room's address."));
            }

            return;
        }

        if (room is not null && !isJoin && room.Holds(from))
        {
            if (room.Members.OwnName is { } own && own != nick)
            {
                Rename(room, stanza, nick);
            }

            return;
        }

        if (from.IsBare)
        {
            network.Link.Refuse(stanza, StanzaError.JidMalformed.WithText("A room is joined from a full JID."));
            return;
        }

        if (accounts.Find(from.Bare, address.Account) is { } account
            && (network.RoomShows.IsFull(account) || (room is null && account.Rooms.Count >= MaxRooms)))
        {
            network.Link.Refuse(stanza, TooMany);
            return;
        }

        var join = Muc.ReadJoin(stanza);
        for (var joined = false; !joined;)
        {
            var entered = GetOrCreate(from, address, to.Bare);
            joined = entered.Join(from, nick, join?.History, join?.Password);
            if (!joined)
            {
                entered.Account.Rooms.TryRemove(new KeyValuePair<string, Room>(address.Id, entered));
            }
        }
    }

    private Room GetOrCreate(Jid from, NetworkAddress address, Jid jid)
    {
        var account = accounts.GetOrCreate(from.Bare, address.Account);
        return account.Rooms.GetOrAdd(address.Id, static (id, state) => new Room(state.account, new ChatId(id), state.jid), (account, jid));
    }

    private void Private(Room room, XElement stanza, Jid from, string nick)
    {
        if (stanza.Type == "groupchat")
        {
            network.Link.Refuse(stanza, StanzaError.BadRequest.WithText("Messages to one person in a room are of type chat."));
            return;
        }

        ContactId? contact;
        lock (room.Gate)
        {
            contact = room.Members.Find(nick)?.Contact;
        }

        if (contact is null)
        {
            network.Link.Refuse(stanza, StanzaError.ItemNotFound.WithText("There is nobody of that name in the room."));
            return;
        }

        room.Account.Chat(contact.Value).Send(from, stanza, room);
    }

    private void SetTopic(Room room, XElement stanza, string topic) =>
        Act<IHasGroups>(room, stanza, (groups, stop) => groups.SetTopicAsync(room.Chat, topic, stop));

    private void Rename(Room room, XElement stanza, string nick) =>
        Act<IHasGroups>(room, stanza, async (groups, stop) =>
        {
            await groups.SetNameAsync(room.Chat, nick, stop);
            room.Account.Prefer(nick);
        });

    /// <summary>Does something on the network for a stanza, which is answered with an error when it fails.</summary>
    private void Act<TVerb>(Room room, XElement stanza, Func<TVerb, CancellationToken, Task> act)
        where TVerb : class
    {
        if (room.Account.Session is not TVerb verb)
        {
            network.Link.Refuse(stanza, StanzaError.RemoteServerTimeout.WithText("The network is not connected at the moment. Please try again later."));
            return;
        }

        VerbCall.Run(room.Account, stanza, async stop =>
        {
            await act(verb, stop);
            return null;
        });
    }
}
