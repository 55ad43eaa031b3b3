using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Commands;

/// <summary>Groups as a table with their addresses (XEP-0004 section 3.4), from which clients can join them.</summary>
internal static class GroupTable
{
    private const int MaxRows = 200, MaxTopic = 400;

    /// <summary>The first of them, because servers cut long stanzas off, and how many there are.</summary>
    public static DataForms.Form Of(Account account, IReadOnlyList<GroupListing> groups)
    {
        List<Search.Found> rows = [];
        foreach (var group in groups.Take(MaxRows))
        {
            if (account.Network.ToJid(new NetworkAddress(AddressKind.Group, account.Key, group.Group.Value)) is { } jid)
            {
                rows.Add(new Search.Found(jid, group.Name, TopicOf(group), group.Members));
            }
        }

        var count = groups.Count > MaxRows ? $"Found: {groups.Count}; these are the first {MaxRows}" : $"Found: {groups.Count}";
        return Search.TableOf(count, rows) with { Instructions = count };
    }

    private static string TopicOf(GroupListing group) => group.Topic is not { Length: > MaxTopic } topic ? group.Topic ?? ""
        : topic[..(char.IsHighSurrogate(topic[MaxTopic - 1]) ? MaxTopic - 1 : MaxTopic)];
}
