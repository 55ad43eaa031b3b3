using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

// The user invites the person to a room (XEP-0249).
internal sealed partial class DirectChat
{
    /// <summary>Invites the person by the network's own means when the room is a group there. Else the invitation is words.</summary>
    /// <returns>True when the stanza is to be sent as a message.</returns>
    private bool TryInvite(XElement stanza, DirectInvite.Invitation invitation)
    {
        var network = account.Network;
        if (invitation.Room.Domain == network.Domain.Domain && network.Adapter.Addresses.TryParse(JidEscaping.Unescape(invitation.Room.Local ?? ""), out var address)
            && address.Kind == AddressKind.Group && address.Account == account.Key)
        {
            VerbCall.Run(account, stanza, async stop =>
            {
                var groups = account.Session as IHasGroups ?? throw new NetworkException(NetworkError.NetworkDown, "the network is not connected at the moment");
                await groups.InviteAsync(new ChatId(address.Id), contact, invitation.Reason, stop);
                return null;
            });
            return false;
        }

        if (stanza.Body is null)
        {
            var reason = invitation.Reason is { Length: > 0 } why ? $" ({why})" : "";
            stanza.Add(Stanza.BodyOf(MessageText.Fit($"You are invited to xmpp:{invitation.Room}?join{reason}")));
        }

        return true;
    }
}
