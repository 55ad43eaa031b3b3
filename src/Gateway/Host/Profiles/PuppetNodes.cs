using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Profiles;

/// <summary>What a person publishes, as far as the network tells it (XEP-0163): picture, name and vCard.</summary>
internal sealed class PuppetNodes(Network network, ContactAvatars avatars, ContactCards cards)
{
    /// <summary>The node of the vCard (XEP-0292 section 5).</summary>
    private const string VcardNode = "urn:xmpp:vcard4";

    /// <summary>Answers a request for items.</summary>
    /// <returns>False for a node that nobody here has, such as the devices of an encryption.</returns>
    public bool Answer(XElement stanza, Account account, ContactId contact)
    {
        if (Pubsub.ReadRequest(stanza) is not { } request)
        {
            return false;
        }

        if (request.Node == Ns.AvatarMetadata.NamespaceName && avatars.MetadataOf(account, contact.Value) is { } metadata)
        {
            network.Link.Send(Stanza.Result(stanza, Pubsub.BuildResult(request.Node, Avatars.BuildMetadata(metadata))));
            return true;
        }

        if (request.Node == Ns.AvatarData.NamespaceName && avatars.MetadataOf(account, contact.Value) is { } known)
        {
            if (request.Ids is { Count: > 0 } ids && !ids.Contains(known.Sha1Hex))
            {
                return false;
            }

            VerbCall.Run(account, stanza, async stop => await avatars.ReadAsync(account, contact.Value, stop) is { } picture
                ? Stanza.Result(stanza, Pubsub.BuildResult(request.Node, Avatars.BuildData(picture.Sha1, picture.Bytes)))
                : StanzaError.ItemNotFound.ToReply(stanza));
            return true;
        }

        if (request.Node is VcardNode || request.Node == Ns.Nick.NamespaceName)
        {
            var describer = account.Session as IDescribesContacts;
            VerbCall.Run(account, stanza, async stop => await cards.ReadAsync(account, describer, contact, withPhoto: false, stop) is { } card
                ? Stanza.Result(stanza, Pubsub.BuildResult(
                    request.Node, new Pubsub.Item("current", request.Node == VcardNode ? Vcard4.Build(card) : Nickname.Build(card.FullName ?? contact.Value))))
                : StanzaError.ItemNotFound.ToReply(stanza));
            return true;
        }

        return false;
    }
}
