using System.Collections.Concurrent;

namespace Bridge.Adapters.Irc;

/// <summary>The channels of a session by their folded name. Changed by the read loop, looked at by all.</summary>
internal sealed class ChannelTable(IrcState state)
{
    private const int MaxStackName = 256;
    private const int MaxChannels = 2000;

    private readonly ConcurrentDictionary<string, Channel> _byKey = new(concurrencyLevel: 1, capacity: 1, StringComparer.Ordinal);

    /// <summary>No more channels are taken: a server may say JOIN as often as it likes.</summary>
    internal bool IsFull => _byKey.Count >= MaxChannels;

    internal ICollection<Channel> All => _byKey.Values;

    internal Channel? Find(string name) => _byKey.GetValueOrDefault(state.Key(name));

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
        return _byKey.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(folded[..name.Length], out var channel) ? channel : null;
    }

    internal Channel Add(ChatId id, string name) => _byKey[state.Key(name)] = new Channel(id, name, state.Key(name), state.Gate);

    internal void Remove(Channel channel) => _byKey.TryRemove(channel.Key, out _);

    internal Member ToMember(Channel channel, ChannelMember member)
    {
        var shown = member.Show(state.Features.RoleOf(member.Modes, channel.Moderated));
        return state.IsSelf(member.Source) ? shown with { IsSelf = true } : shown;
    }
}
