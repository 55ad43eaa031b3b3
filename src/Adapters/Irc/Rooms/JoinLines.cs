using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>
/// Asks for channels, several with each line. A server that does less than it was asked to (it stops at the first refusal, or takes
/// fewer at once than it says) is asked again for the rest, one by one.
/// </summary>
internal sealed class JoinLines : SharedLines<JoinLines.Wanted>
{
    // Where a server does not say how many it takes: all known ones take more.
    private const int UsualTargets = 10;
    private const int MaxTargets = 25;

    // "JOIN ", the space before the keys, and the end of the line.
    private const int Overhead = 8;

    private readonly ChannelTable _channels;
    private readonly Joins _joins;
    private readonly RequestTable _requests;

    internal JoinLines(IrcState state, ChannelTable channels, Joins joins, RequestTable requests)
        : base(state) =>
        (_channels, _joins, _requests) = (channels, joins, requests);

    /// <summary>No more channels of that kind may be asked for (CHANLIMIT). A server would refuse the others of the same line with this one.</summary>
    internal bool IsFull(string name)
    {
        foreach (var (types, most) in State.Features.ChannelLimits)
        {
            if (types.Contains(name[0], StringComparison.Ordinal))
                return _channels.All.Count(x => types.Contains(x.Name[0], StringComparison.Ordinal) && !x.IsLeaving && _joins.Find(x.Key) is null)
                    + _joins.Count(key => types.Contains(key[0], StringComparison.Ordinal)) > most;
        }
        return false;
    }

    protected override List<Wanted> Take(LinkedList<Wanted> waiting)
    {
        var most = Math.Min(State.Features.TargetLimits.TryGetValue("JOIN", out var limit) ? limit ?? MaxTargets : UsualTargets, MaxTargets);
        var room = 512 - Overhead;
        var line = new List<Wanted>();
        for (var node = waiting.First; node is not null && line.Count < most && !(line.Count > 0 && line[0].Alone);)
        {
            var (wanted, next) = (node.Value, node.Next);
            if (_joins.Find(wanted.Key) != wanted.Pending)
            {
                // Given up meanwhile.
                waiting.Remove(node);
                node = next;
                continue;
            }
            var length = Encoding.UTF8.GetByteCount(wanted.Name) + 1 + (wanted.Password is { } key ? Encoding.UTF8.GetByteCount(key) + 1 : 0);
            if (line.Count == 0 || (length <= room && !wanted.Alone))
            {
                room -= length;
                line.Add(wanted);
                waiting.Remove(node);
            }
            node = next;
        }
        return line;
    }

    // Keys belong to the channels by their place, so that those with a key come first (RFC 2812 section 3.2.1).
    protected override void Write(OutputBuffer output, List<Wanted> line)
    {
        output.Raw("JOIN "u8);
        var separator = ""u8;
        foreach (var wanted in line.OrderBy(x => x.Password is null))
        {
            output.Raw(separator).Text(wanted.Name);
            separator = ","u8;
        }
        separator = " "u8;
        foreach (var wanted in line.Where(x => x.Password is not null))
        {
            output.Raw(separator).Text(wanted.Password);
            separator = ","u8;
        }
        output.End();
    }

    protected override void Written(List<Wanted> line, WriteOutcome outcome)
    {
        if (outcome != WriteOutcome.Written)
        {
            foreach (var wanted in line)
                _joins.Fail(wanted.Key, wanted.Pending, new NetworkException(NetworkError.NetworkDown, "The request to join was not sent."));
        }
        else if (line.Count > 1)
            _ = AskForRestAsync(line);
    }

    private async Task AskForRestAsync(List<Wanted> line)
    {
        await _requests.PassAsync(State.Time.GetTimestamp()).ConfigureAwait(false);
        foreach (var wanted in line)
        {
            if (_joins.Find(wanted.Key) == wanted.Pending && _channels.Find(wanted.Name) is null or { IsLeaving: true })
                Add(wanted with { Alone = true });
        }
    }

    /// <summary>A channel to ask for.</summary>
    internal sealed record Wanted(string Key, string Name, string? Password, Joins.Pending Pending)
    {
        /// <summary>It gets a line of its own.</summary>
        internal bool Alone { get; init; }
    }
}
