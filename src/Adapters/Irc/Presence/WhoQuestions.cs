namespace Bridge.Adapters.Irc;

/// <summary>
/// Asks after a join who the members are: who is away, by what account and from where (WHO, WHOX). Changes by then come by other lines. Goes after
/// everything that people wait for, and not at all for crowds.
/// </summary>
internal sealed class WhoQuestions(IrcState state, ChannelTable channels)
{
    private const int MaxMembers = 500;
    private const string Token = "152";

    // What has changed by the answers so far, by channel.
    private readonly Dictionary<string, List<MemberChange>> _asked = new(StringComparer.Ordinal);

    internal void Ask(Channel channel)
    {
        if (channel.Count > MaxMembers || !_asked.TryAdd(channel.Key, []))
            return;
        _ = AskAsync(channel.Name, state.Features.HasWhox);
    }

    internal void Forget(Channel channel) => _asked.Remove(channel.Key);

    /// <summary>352 and 354: somebody. 315: that was all. False when nothing was asked of the sort.</summary>
    internal bool OnNumeric(in IrcLine line)
    {
        // Too many questions, or none of this kind: nobody waits for the answer.
        if (line.Numeric is 263 or 416 or 421 && line[1].SequenceEqual("WHO"u8))
            return true;
        if (_asked.Count == 0 || line.Numeric is not (315 or 352 or 354))
            return false;
        var extended = line.Numeric == 354;
        if (extended && !line[1].SequenceEqual("152"u8))
            return false;
        var name = state.Text(line[extended ? 2 : 1]);
        if (!_asked.TryGetValue(state.Key(name), out var changes))
            return false;
        if (line.Numeric == 315)
            End(name, changes);
        else if (channels.Find(name) is { } channel)
            Note(line, channel, changes, extended);
        return true;
    }

    private async Task AskAsync(string name, bool extended)
    {
        if (!await state.Limiter.TakeAsync(CancellationToken.None, low: true).ConfigureAwait(false))
            return;
        state.Link.Post(output =>
        {
            output.Raw("WHO "u8).Text(name);
            if (extended)
                output.Raw(" %tcuhnfa,"u8).Text(Token);
            output.End();
        });
    }

    // 352 me #channel user host server nick flags :hops name
    // 354 me 152 #channel user host nick flags account
    private void Note(in IrcLine line, Channel channel, List<MemberChange> changes, bool extended)
    {
        var nick = state.Text(line[5]);
        if (!channel.TryGet(state.Key(TargetName.ToId(nick)), out var member))
            return;
        var changed = member;
        if (member.Source.Address is null && TargetName.IsValid(state.Text(line[extended ? 3 : 2])) && TargetName.IsValid(state.Text(line[extended ? 4 : 3])))
        {
            var source = new IrcSource(member.Source.Nick, $"{state.Text(line[extended ? 3 : 2])}@{state.Text(line[extended ? 4 : 3])}", state.Mapping);
            changed = changed with { Source = source };
            if (state.IsSelf(source) && state.Self is null)
                state.Self = source;
        }
        // Without away-notify nobody would say that they are back.
        if (state.Has(IrcCaps.AwayNotify))
            changed = changed with { Away = line[6].Length > 0 && line[6][0] == 'G' };
        if (extended)
            changed = changed with { Account = state.AccountOf(line[7], member.Source) };
        if (changed == member)
            return;
        channel.Put(changed);
        // An address alone is for bans, and not worth a presence for everybody.
        if (channel.IsListed && (changed.Away != member.Away || changed.Account != member.Account) && changes.Count < MaxMembers)
            changes.Add(new MemberChange(MemberChangeKind.Updated, channels.ToMember(channel, changed)));
    }

    private void End(string name, List<MemberChange> changes)
    {
        _asked.Remove(state.Key(name));
        // Somebody may have left while the answer was on its way.
        if (channels.Find(name) is not { } channel)
            return;
        changes.RemoveAll(x => !channel.TryGet(state.Key(x.Member.Contact.Value), out _));
        if (changes.Count > 0)
            state.Effects.Publish(new MembersChanged(changes) { Chat = channel.Id });
    }
}
