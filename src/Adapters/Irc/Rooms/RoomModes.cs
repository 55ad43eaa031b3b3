namespace Bridge.Adapters.Irc;

/// <summary>Turns modes into roles and properties of rooms.</summary>
internal sealed class RoomModes(IrcState state, ChannelTable channels, ModeWords words)
{
    /// <summary><c>:who MODE #channel +ov nick nick</c>, live.</summary>
    internal void OnMode(in IrcLine line)
    {
        if (channels.Find(line[0]) is not { } channel)
            return;
        Apply(channel, state.Text(line[1]), Arguments(line, 2), state.SourceOf(line).Nick);
    }

    /// <summary><c>:server 324 me #channel +nt</c>, the modes now.</summary>
    internal void OnModeNumeric(in IrcLine line)
    {
        if (channels.Find(line[1]) is not { } channel)
            return;
        var modes = state.Text(line[2]);
        channel.Moderated = modes.Contains('m', StringComparison.Ordinal);
        channel.TakesNoFormatting = modes.Contains('c', StringComparison.Ordinal);
        // What is not listed is not set: all of them are known now.
        var info = new ChatInfoChanged
        {
            Chat = channel.Id,
            Moderated = channel.Moderated,
            MembersOnly = modes.Contains('i', StringComparison.Ordinal),
            PasswordProtected = modes.Contains('k', StringComparison.Ordinal),
            Hidden = (channel.Secret = modes.Contains('s', StringComparison.Ordinal)) | (channel.Private = modes.Contains('p', StringComparison.Ordinal)),
            TopicLocked = modes.Contains('t', StringComparison.Ordinal),
        };
        state.Effects.Publish(info);
        if (channel.Moderated)
            RolesChanged(channel);
    }

    private List<string> Arguments(in IrcLine line, int from)
    {
        var arguments = new List<string>();
        for (var i = from; i < line.Count; i++)
            arguments.Add(state.Text(line[i]));
        return arguments;
    }

    private void Apply(Channel channel, string modes, List<string> arguments, string actor)
    {
        var info = new ChatInfoChanged { Chat = channel.Id };
        var before = info;
        var wasModerated = channel.Moderated;
        var changed = new Dictionary<string, ChannelMember>(StringComparer.Ordinal);
        var others = new List<ModeChange>();
        foreach (var change in ModeChange.Parse(state.Features, modes, arguments))
        {
            var bit = state.Features.BitOfMode(change.Mode);
            if (bit != 0 && change.Argument is { } nick)
            {
                if (SetBit(channel, nick, bit, change.Set) is { } member)
                    changed[member.Source.Key] = member;
                continue;
            }
            if (change is { Set: true, Mode: 'b', Argument: { } mask })
                (channel.Bans ??= new RecentBans(state)).Add(actor, mask);
            if (bit == 0 && change.Mode is not ('m' or 'i' or 'k' or 't'))
                others.Add(change);
            if (change.Mode == 'c')
                channel.TakesNoFormatting = change.Set;
            info = change.Mode switch
            {
                'm' => info with { Moderated = channel.Moderated = change.Set },
                'i' => info with { MembersOnly = change.Set },
                'k' => info with { PasswordProtected = change.Set },
                's' => info with { Hidden = (channel.Secret = change.Set) || channel.Private },
                'p' => info with { Hidden = (channel.Private = change.Set) || channel.Secret },
                't' => info with { TopicLocked = change.Set },
                _ => info,
            };
        }
        if (!channel.IsListed)
            return;
        if (others.Count > 0)
            words.Add(channel, actor, others);
        if (changed.Count > 0)
        {
            var changes = changed.Values.Select(x => new MemberChange(MemberChangeKind.Updated, channels.ToMember(channel, x)) { Actor = actor });
            state.Effects.Publish(new MembersChanged([.. changes]) { Chat = channel.Id });
        }
        if (info != before)
            state.Effects.Publish(info);
        if (wasModerated != channel.Moderated)
            RolesChanged(channel);
    }

    private ChannelMember? SetBit(Channel channel, string nick, byte bit, bool set)
    {
        if (channel.Get(state.Key(nick)) is not { } member)
            return null;
        var modes = (byte)(set ? member.Modes | bit : member.Modes & ~bit);
        if (modes == member.Modes)
            return null;
        member = member.Source.As(modes, member.Away, member.Account);
        channel.Put(member);
        return member;
    }

    // Who has neither voice nor rank may speak or not by the channel's mode alone.
    private void RolesChanged(Channel channel)
    {
        if (!channel.IsListed)
            return;
        var changes = channel.ToList().Where(x => x.Modes == 0)
            .Select(x => new MemberChange(MemberChangeKind.Updated, channels.ToMember(channel, x))).ToList();
        if (changes.Count > 0)
            state.Effects.Publish(new MembersChanged(changes) { Chat = channel.Id });
    }
}
