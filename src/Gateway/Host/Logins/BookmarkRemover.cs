using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Puppets;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Logins;

/// <summary>
/// Takes the rooms of an account that goes out of its user's bookmarks (XEP-0402), where their server lets the gateway do so (XEP-0356). The gateway puts
/// none there; clients do, and would try to join the rooms for ever.
/// </summary>
internal sealed class BookmarkRemover(Network network, AddressBook addresses) : IAccountRemover
{
    private const int MaxBookmarks = 10_000;

    private const string Left = "Rooms of it that are in the bookmarks of your client stay there: your server does not let this gateway remove them.";

    /// <inheritdoc/>
    public string What => "its rooms in the bookmarks";

    /// <inheritdoc/>
    public async Task<string?> RemoveAsync(Account account, CancellationToken stop)
    {
        if (!network.Adapter.Descriptor.HasGroups)
        {
            return null;
        }

        if (network.Privileges.Of(account.User.Domain)?.Permissions is not { } granted
            || !granted.IqGet.Contains(Ns.Pubsub.NamespaceName) || !granted.IqSet.Contains(Ns.Pubsub.NamespaceName))
        {
            return Left;
        }

        var node = Ns.Bookmarks.NamespaceName;
        if (await AskAsync(account.User, "get", Pubsub.BuildRequest(new Pubsub.ItemsRequest(node, [], null)), stop) is not { } bookmarks)
        {
            return Left;
        }

        var isDone = !bookmarks.IsError || StanzaError.Read(bookmarks)?.Condition == "item-not-found";
        foreach (var id in bookmarks.Descendants(Ns.Pubsub + "item").Take(MaxBookmarks).Select(static item => item.Id).Where(id => IsOf(account, id)))
        {
            isDone &= await AskAsync(account.User, "set", Pubsub.BuildRetract(node, id!), stop) is { } answer
                && (!answer.IsError || StanzaError.Read(answer)?.Condition == "item-not-found");
        }

        return isDone ? null : Left;
    }

    private bool IsOf(Account account, string? bookmark) =>
        Jid.TryParse(bookmark, out var room) && room.Domain == network.Domain.Domain && room.Local is not null
        && addresses.Resolve(room.Local) is { Kind: AddressKind.Group } group && group.Account == account.Key;

    /// <summary>Asks the user's own server in their name.</summary>
    /// <returns>Its answer; null when there was none.</returns>
    private async Task<XElement?> AskAsync(Jid user, string type, XElement payload, CancellationToken stop)
    {
        var inner = Stanza.Iq(user, user, type, Guid.NewGuid().ToString("N"), payload);
        var answer = await network.Requests.AskAsync(network.Domain, user, type, Privilege.BuildIq(inner), VerbCall.Patience, stop);
        return answer is null ? null : Privilege.ReadIqResult(answer) ?? answer;
    }
}
