using System.Globalization;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Commands;

/// <summary>Groups as a table with their addresses (XEP-0004 section 3.4), from which clients can join them.</summary>
internal static class GroupTable
{
    private const int MaxRows = 200, MaxTopic = 400;

    private static readonly IReadOnlyList<DataForms.Field> Columns =
    [
        new("jid", "jid-single") { Label = "Address" }, new("name", "text-single") { Label = "Name" }, new("members", "text-single") { Label = "Members" },
        new("topic", "text-single") { Label = "Topic" },
    ];

    /// <summary>The first of them, because servers cut long stanzas off, and how many there are.</summary>
    public static DataForms.Form Of(Account account, IReadOnlyList<GroupListing> groups)
    {
        List<IReadOnlyList<string>> rows = [];
        foreach (var group in groups.Take(MaxRows))
        {
            if (account.Network.ToJid(new NetworkAddress(AddressKind.Group, account.Key, group.Group.Value)) is { } jid)
            {
                rows.Add([jid.ToString(), group.Name, group.Members?.ToString(CultureInfo.InvariantCulture) ?? "", TopicOf(group)]);
            }
        }

        return new DataForms.Form("result", [])
        {
            Instructions = groups.Count > MaxRows ? $"Found: {groups.Count}; these are the first {MaxRows}" : $"Found: {groups.Count}",
            Columns = Columns,
            Rows = rows,
        };
    }

    private static string TopicOf(GroupListing group) => group.Topic is not { Length: > MaxTopic } topic ? group.Topic ?? ""
        : topic[..(char.IsHighSurrogate(topic[MaxTopic - 1]) ? MaxTopic - 1 : MaxTopic)];
}
