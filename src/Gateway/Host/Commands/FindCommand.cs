using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Discovery;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Commands;

/// <summary>Searching for people, and for groups, over all of a user's accounts.</summary>
internal sealed class FindCommand(Network network, AccountDirectory accounts, OwnAccounts own)
{
    private const int MaxLines = 50;

    private readonly GroupSearch _search = new(network, accounts);

    public IEnumerable<Command> All => !network.Adapter.Descriptor.HasSearch ? [] :
    [
        new Command("find", "Search for people and groups", FindAsync)
        {
            Fields = [new CommandField("name", "A name, or a part of one") { IsRequired = true, TakesRest = true }],
        },
    ];

    private async Task<CommandOutcome> FindAsync(CommandCall call, CancellationToken stop)
    {
        var connected = own.Used(call.Caller).Where(static account => account.Session is ISearches or IListsGroups).ToList();
        if (connected.Count == 0)
        {
            return CommandOutcome.Failed(OwnAccounts.NoneUsed);
        }

        var found = await _search.FindAsync(connected, new Search.Query(true, call.Values["name"], ""), stop).WaitAsync(stop);
        var lines = found.Take(MaxLines).Select(static one => $"{one.Name}: {one.Jid}").ToList();
        var title = $"Found: {found.Count}";
        return found.Count == 0
            ? new CommandOutcome("Nobody and nothing of that name was found.")
            : new CommandOutcome(string.Join('\n', [title, .. lines, .. found.Count > MaxLines ? ["…"] : Array.Empty<string>()]))
            {
                Table = Search.TableOf(title, [.. found.Take(GroupSearch.MaxFound)]),
            };
    }
}
