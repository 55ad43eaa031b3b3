namespace Bridge.Adapters.Irc;

/// <summary>The channels of a session by their folded name. Changed by the read loop, looked at by all. A row to look through: most are in a few.</summary>
internal sealed class ChannelTable(IrcState state)
{
    private const int MaxStackName = 256;
    private const int MaxChannels = 2000;

    private volatile Channel[] _all = [];

    /// <summary>No more channels are taken: a server may say JOIN as often as it likes.</summary>
    internal bool IsFull => _all.Length >= MaxChannels;

    /// <summary>Those that there are now.</summary>
    internal IReadOnlyList<Channel> All => _all;

    internal Channel? Find(string name) => FindKey(state.Key(name));

    /// <summary>Finds the channel of a name on the wire, without making a string of it.</summary>
    internal Channel? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > MaxStackName)
            return null;
        Span<char> folded = stackalloc char[MaxStackName];
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] >= 0x80)
                return Find(state.Text(name));
            folded[i] = state.Mapping.Fold((char)name[i]);
        }
        return FindKey(folded[..name.Length]);
    }

    internal Channel Add(ChatId id, string name, bool isUnasked)
    {
        var added = new Channel(id, name, state.Key(name), state.Gate) { IsUnasked = isUnasked };
        _all = [.. _all.Where(x => x.Key != added.Key), added];
        return added;
    }

    internal void Remove(Channel channel) => _all = [.. _all.Where(x => x.Key != channel.Key)];

    /// <summary>A channel is called otherwise from now on, also in place of one that was called so.</summary>
    internal void Rename(Channel channel, ChatId id, string name)
    {
        channel.Rename(id, name, state.Key(name));
        _all = [.. _all.Where(x => x == channel || x.Key != channel.Key)];
    }

    internal Member ToMember(Channel channel, ChannelMember member)
    {
        var shown = member.Show(state.Features.RoleOf(member.Modes, channel.Moderated));
        return state.IsSelf(member.Source) ? shown with { IsSelf = true } : shown;
    }

    private Channel? FindKey(ReadOnlySpan<char> key)
    {
        foreach (var channel in _all)
        {
            if (key.SequenceEqual(channel.Key))
                return channel;
        }
        return null;
    }
}
