using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>
/// Gathers the members that one broken or mended link between servers takes away or brings back, so that it is one change of each channel:
/// the lines of a <c>netsplit</c> or <c>netjoin</c> batch, or on servers without batches a row of QUITs with two servers as their reason.
/// </summary>
internal sealed class Splits(IrcState state)
{
    private const int MaxOpen = 16;
    private const int MaxChanges = 50_000;

    private HashSet<string>? _open;
    private Dictionary<Channel, List<MemberChange>>? _changes;
    private int _count;
    private bool _inBatch;

    /// <summary>Whether the changes of the line that is being handled are gathered.</summary>
    internal bool IsGathering { get; private set; }

    /// <summary>Looks at every line before it is handled: what does not belong to the split comes after it.</summary>
    internal void Before(in IrcLine line)
    {
        IsGathering = _inBatch = false;
        if (line.Command.SequenceEqual("QUIT"u8) || line.Command.SequenceEqual("JOIN"u8))
        {
            _inBatch = _open?.Count > 0 && line.TryGetTag("batch"u8, out var batch) && batch.Length <= 64 && _open.Contains(Encoding.UTF8.GetString(batch));
            IsGathering = _inBatch || (line.Command[0] == 'Q' && NamesTwoServers(line[0]));
        }
        if (!IsGathering && _count > 0)
            Flush();
    }

    /// <summary>No more lines are here. A batch may go on with the next ones.</summary>
    internal void Pause()
    {
        if (_count > 0 && !_inBatch)
            Flush();
    }

    internal void OnBatch(in IrcLine line)
    {
        if (line[0].Length is < 2 or > 65)
            return;
        var reference = Encoding.UTF8.GetString(line[0][1..]);
        if (line[0][0] == '-')
            _open?.Remove(reference);
        else if (line[0][0] == '+' && (line[1].SequenceEqual("netsplit"u8) || line[1].SequenceEqual("netjoin"u8)) && (_open ??= new(StringComparer.Ordinal)).Count < MaxOpen)
            _open.Add(reference);
    }

    internal void Add(Channel channel, MemberChange change)
    {
        if (!(_changes ??= []).TryGetValue(channel, out var changes))
            _changes[channel] = changes = [];
        changes.Add(change);
        if (++_count >= MaxChanges)
            Flush();
    }

    // "hub.example leaf.example", which servers let nobody give as a reason of their own.
    private static bool NamesTwoServers(ReadOnlySpan<byte> reason)
    {
        var space = reason.IndexOf((byte)' ');
        return space > 0 && IsServer(reason[..space]) && IsServer(reason[(space + 1)..]);
    }

    private static bool IsServer(ReadOnlySpan<byte> name)
    {
        var dot = name.LastIndexOf((byte)'.');
        return dot > 0 && dot < name.Length - 1 && name.IndexOfAny(" :/,!"u8) < 0;
    }

    private void Flush()
    {
        foreach (var (channel, changes) in _changes ?? [])
            state.Effects.Publish(new MembersChanged(changes) { Chat = channel.Id });
        _changes = null;
        _count = 0;
    }
}
