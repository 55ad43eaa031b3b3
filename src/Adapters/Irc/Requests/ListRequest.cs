using System.Globalization;

namespace Bridge.Adapters.Irc;

/// <summary>LIST: the channels that are not secret.</summary>
internal sealed class ListRequest(string? query) : RequestOf<IReadOnlyList<GroupListing>>
{
    private const int MaxChannels = 50_000;

    private readonly List<GroupListing> _found = [];

    internal override string Command => "LIST";

    internal override bool Offer(in IrcLine line, IrcState state)
    {
        switch (line.Numeric)
        {
            case 321:
                return true;
            case 322:
                Add(state.Text(line[1]), state.Text(line[2]), state.Plain(line[3]));
                return true;
            case 323:
                Complete(state, _found);
                return true;
            case 263 or 416 or 421 or 481:
                Refuse(line, state);
                return true;
            default:
                return false;
        }
    }

    private static bool Holds(string text, string query) => text.Contains(query, StringComparison.OrdinalIgnoreCase);

    private void Add(string name, string members, string topic)
    {
        // '*' stands for a channel whose name is hidden.
        if (_found.Count >= MaxChannels || !TargetName.IsValid(name) || !IrcAddressCodec.IsChannel(name))
            return;
        // InspIRCd puts the modes in front: [+nt] topic.
        if (topic.StartsWith("[+", StringComparison.Ordinal) && topic.IndexOf(']', StringComparison.Ordinal) is var end and > 0)
            topic = topic[(end + 1)..].TrimStart();
        if (query is not null && !Holds(name, query) && !Holds(topic, query))
            return;
        int? count = int.TryParse(members, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        _found.Add(new GroupListing(new ChatId(TargetName.ToId(name)), name, topic.Length > 0 ? topic : null, count));
    }
}
