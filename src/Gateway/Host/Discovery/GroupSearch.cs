using System.IO.Enumeration;
using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Commands;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Discovery;

/// <summary>Searching for groups, and for people where the network can, at an account's address (XEP-0055).</summary>
internal sealed class GroupSearch(Network network, AccountDirectory accounts)
{
    /// <summary>The most that is found at once: the largest.</summary>
    public const int MaxFound = 200;

    /// <summary>Answers a search, or the question what to search for.</summary>
    public void Answer(XElement stanza, XElement request, Jid from, AccountKey key)
    {
        var account = accounts.Find(from.Bare, key);
        if (!(account?.Session is { } session ? session is IListsGroups or ISearches : network.Adapter.Descriptor.HasGroups))
        {
            network.Link.Refuse(stanza, StanzaError.ServiceUnavailable);
        }
        else if (stanza.Type == "get")
        {
            network.Link.Send(Stanza.Result(stanza, Search.BuildFields($"Search {OwnAccounts.NameOf(network.Adapter.Descriptor, key)}. What you leave empty matches everything.")));
        }
        else if (Search.Read(request) is not { } query)
        {
            network.Link.Refuse(stanza, StanzaError.BadRequest);
        }
        else if (account?.Session is not { } connected)
        {
            network.Link.Refuse(stanza, StanzaError.RemoteServerNotFound.WithText(SessionCommands.NotConnected(network.Adapter.Descriptor, key)));
        }
        else
        {
            VerbCall.Run(account, stanza, async stop => Stanza.Result(stanza, BuildResult(query, await FindAsync(account, connected, query, stop))));
        }
    }

    /// <summary>Answers a search at the domain, over all of the user's accounts.</summary>
    public void AnswerForAll(XElement stanza, XElement request, Jid from)
    {
        var connected = accounts.All.Where(account => account.User == from.Bare && account.Session is ISearches or IListsGroups).OrderBy(static account => account.Id).ToList();
        if (stanza.Type == "get")
        {
            network.Link.Send(Stanza.Result(stanza, Search.BuildFields($"Search {network.Adapter.Descriptor.DisplayName}. What you leave empty matches everything.")));
        }
        else if (Search.Read(request) is not { } query)
        {
            network.Link.Refuse(stanza, StanzaError.BadRequest);
        }
        else if (connected.Count == 0)
        {
            network.Link.Refuse(stanza, StanzaError.RemoteServerNotFound.WithText("You are not connected."));
        }
        else
        {
            VerbCall.Run(connected[0], stanza, async stop => Stanza.Result(stanza, BuildResult(query, await FindAsync(connected, query, stop))));
        }
    }

    /// <summary>What the sessions of accounts find.</summary>
    /// <exception cref="NetworkException">A network failed.</exception>
    public async Task<IReadOnlyList<Search.Found>> FindAsync(IEnumerable<Account> connected, Search.Query query, CancellationToken stop)
    {
        List<Search.Found> found = [];
        foreach (var account in connected)
        {
            if (account.Session is { } session)
            {
                found.AddRange(await FindAsync(account, session, query, stop));
            }
        }

        return found;
    }

    private static XElement BuildResult(Search.Query query, IReadOnlyList<Search.Found> found) =>
        Search.BuildResult(query, found.Count > MaxFound ? $"Found: {found.Count}; these are the largest {MaxFound}" : $"Found: {found.Count}", [.. found.Take(MaxFound)]);

    private async Task<List<Search.Found>> FindAsync(Account account, INetworkSession session, Search.Query query, CancellationToken stop)
    {
        List<Search.Found> found = [];
        if (session is IListsGroups lister)
        {
            found.AddRange(from one in await MatchingAsync(account, lister, query, stop)
                           let jid = network.ToJid(new NetworkAddress(AddressKind.Group, account.Key, one.Group.Value))
                           where jid is not null
                           select new Search.Found(jid, one.Name, one.Topic ?? "", one.Members));
        }

        if (session is ISearches people && query is { Name.Length: > 0, Topic.Length: 0 })
        {
            found.AddRange(from one in await people.SearchAsync(query.Name, stop)
                           let jid = network.Puppet(account.Key, one.Contact, full: false)
                           where jid is not null
                           select new Search.Found(jid, one.Name ?? one.Contact.Value, one.Description ?? "", null));
        }

        return found;
    }

    private static async Task<IEnumerable<GroupListing>> MatchingAsync(Account account, IListsGroups lister, Search.Query query, CancellationToken stop)
    {
        var isMask = query.Name.AsSpan().IndexOfAny('*', '?') >= 0;
        // A name may be looked for by the network itself; all others are looked for in the list that is there already.
        var groups = query.Name.Length > 0 && !isMask
            ? await lister.ListGroupsAsync(query.Name, stop)
            : (await account.ListGroupsAsync(lister, isBeginning: true, stop)).Groups;
        return groups
            .Where(group => isMask ? FileSystemName.MatchesSimpleExpression(query.Name, group.Name) : group.Name.Contains(query.Name, StringComparison.OrdinalIgnoreCase))
            .Where(group => query.Topic.Length == 0 || group.Topic?.Contains(query.Topic, StringComparison.OrdinalIgnoreCase) == true)
            .OrderByDescending(static group => group.Members ?? 0);
    }
}
