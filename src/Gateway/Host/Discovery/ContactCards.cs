using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Discovery;

/// <summary>What a network tells about a person, as the answer to a request for their vCard (XEP-0054).</summary>
internal static class ContactCards
{
    /// <summary>Asks the network and answers the request.</summary>
    public static void Answer(XElement stanza, Account account, IDescribesContacts describer, ContactId contact) => VerbCall.Run(
        account, stanza, async stop => await describer.DescribeContactAsync(contact, stop) is { } profile
            ? Stanza.Result(stanza, VcardTemp.Build(CardOf(contact, profile)))
            : StanzaError.ItemNotFound.ToReply(stanza));

    private static VcardTemp.Card CardOf(ContactId contact, ContactProfile profile) => new()
    {
        FullName = profile.Name ?? contact.Value,
        Nickname = contact.Value,
        Description = string.Join('\n', new[] { profile.Handle, profile.Description }.Where(static s => s is { Length: > 0 })),
    };
}
