using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Profiles;

/// <summary>What a network tells about a person, as their vCard (XEP-0054, XEP-0292).</summary>
internal sealed class ContactCards(ContactAvatars avatars)
{
    /// <summary>Asks the network and answers the request, in the form that it was made in.</summary>
    public void Answer(XElement stanza, Account account, ContactId contact)
    {
        var describer = account.Session as IDescribesContacts;
        var isFour = stanza.Child(Ns.Vcard4, "vcard") is not null;
        VerbCall.Run(account, stanza, async stop => await ReadAsync(account, describer, contact, withPhoto: true, stop) is { } card
            ? Stanza.Result(stanza, isFour ? Vcard4.Build(card) : VcardTemp.Build(card))
            : StanzaError.ItemNotFound.ToReply(stanza));
    }

    /// <summary>What is known of a person; null when there is nobody. Of a network that describes nobody, their id and picture.</summary>
    /// <exception cref="NetworkException">The network does not say it now.</exception>
    public async Task<VcardTemp.Card?> ReadAsync(Account account, IDescribesContacts? describer, ContactId contact, bool withPhoto, CancellationToken stop)
    {
        var profile = describer is not null ? await describer.DescribeContactAsync(contact, stop) : new ContactProfile { Contact = contact };
        if (profile is null)
        {
            return null;
        }

        if (profile.AvatarId is not null || avatars.MetadataOf(account, contact.Value) is null)
        {
            avatars.Take(account, profile);
        }


        var picture = withPhoto ? await avatars.ReadAsync(account, contact.Value, stop) : null;
        return new VcardTemp.Card
        {
            FullName = profile.Name ?? contact.Value,
            Nickname = contact.Value,
            Url = profile.Url,
            Description = string.Join('\n', new[] { profile.Handle, profile.Description }.Where(static s => s is { Length: > 0 })),
            PhotoType = picture?.MediaType,
            Photo = picture?.Bytes,
        };
    }
}
