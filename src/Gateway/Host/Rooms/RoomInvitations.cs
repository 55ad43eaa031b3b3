using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

/// <summary>Whom a client means by an invitation through a room (XEP-0045 section 7.8.2), and the invitation of who is no one on the network.</summary>
internal sealed class RoomInvitations(Network network, UserAccess access)
{
    /// <summary>Invites everybody who is meant: people on the network by its own means, XMPP users in the room's name.</summary>
    /// <exception cref="NetworkException">Somebody cannot be invited.</exception>
    public async Task SendAsync(Room room, Jid inviter, IReadOnlyList<MucInvite.Invitation> invites, CancellationToken stop)
    {
        foreach (var invite in invites)
        {
            if (invite.To is { Local: not null } to && to.Domain != network.Domain.Domain)
            {
                Forward(room, inviter, invite with { To = to });
                continue;
            }

            var contact = ContactOf(room, invite) ?? throw new NetworkException(NetworkError.NotFound, "There is nobody of that address on the network of this room.");
            var groups = room.Account.Session as IHasGroups ?? throw new NetworkException(NetworkError.NetworkDown, "The network is not connected at the moment. Please try again later.");
            await groups.InviteAsync(room.Chat, contact, invite.Reason, stop);
        }
    }

    private void Forward(Room room, Jid inviter, MucInvite.Invitation invite)
    {
        var to = invite.To!;
        if (network.OwnDomains.Contains(to.Domain))
        {
            throw new NetworkException(NetworkError.NotFound, "Nobody can be invited here from another network.");
        }

        if (!access.MayUse(to.Bare))
        {
            throw new NetworkException(NetworkError.Forbidden, $"{to.Bare} is not allowed to use this gateway.");
        }

        network.Link.Send(Stanza.Message(
            room.Jid, to, null, Guid.NewGuid().ToString("N"), MucInvite.Build(new MucInvite.Invitation(false, inviter.Bare, null, invite.Reason) { Password = room.Password })));
    }

    private ContactId? ContactOf(Room room, MucInvite.Invitation invite)
    {
        if (invite.To is not { } to)
        {
            return Named(room, invite.Typed);
        }

        if (to.Domain != network.Domain.Domain)
        {
            // A nick alone looks like a domain.
            return to.Resource is null ? Named(room, to.Domain) : null;
        }

        if (to.Bare != room.Jid && network.Adapter.Addresses.TryParse(JidEscaping.Unescape(to.Local ?? ""), out var address) && address.Kind == AddressKind.Contact)
        {
            return address.Account == room.Account.Key ? new ContactId(address.Id) : null;
        }

        return Named(room, to.Resource);
    }

    /// <summary>Who has a name in the room, or else would have the address that is made of it.</summary>
    private ContactId? Named(Room room, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        lock (room.Gate)
        {
            if (room.Members.Find(name) is { } member)
            {
                return member.Contact;
            }
        }

        var codec = network.Adapter.Addresses;
        return codec.TryParse(codec.Format(new NetworkAddress(AddressKind.Contact, room.Account.Key, name)), out var address)
            && address.Kind == AddressKind.Contact && address.Account == room.Account.Key ? new ContactId(address.Id) : null;
    }
}
