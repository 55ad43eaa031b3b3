namespace Bridge.Adapters.Irc;

/// <summary>
/// Asks after a join who the members are: who is away, by what account and from where (WHO, WHOX). Changes by then come by other lines. Goes after
/// everything that people wait for, and not at all for crowds.
/// </summary>
internal sealed class WhoQuestions(IrcState state, ChannelTable channels)
{
    private const int MaxMembers = 500;
    private const int MaxMask = 512;
    private const string Token = "152";

    // What has changed by the answers so far, by channel.
    private Dictionary<string, List<MemberChange>>? _asked;

    internal void Ask(Channel channel)
    {
        if (channel.Count > MaxMembers || !(_asked ??= new(StringComparer.Ordinal)).TryAdd(channel.Key, []))
            return;
        _ = AskAsync(channel.Name, state.Features.HasWhox);
    }

    internal void Forget(Channel channel) => Forget(channel.Key);

    /// <summary>352 and 354: somebody. 315: that was all. False when nothing was asked of the sort.</summary>
    internal bool OnNumeric(in IrcLine line)
    {
        // Too many questions, or none of this kind: nobody waits for the answer.
        if (line.Numeric is 263 or 416 or 421 && line[1].SequenceEqual("WHO"u8))
            return true;
        if (_asked is null || line.Numeric is not (315 or 352 or 354))
            return false;
        var extended = line.Numeric == 354;
        if (extended && !line[1].SequenceEqual("152"u8))
            return false;
        var name = line[extended ? 2 : 1];
        var channel = channels.Find(name);
        if (!_asked.TryGetValue(channel?.Key ?? state.Key(state.Text(name)), out var changes))
            return false;
        if (line.Numeric == 315)
            End(state.Key(state.Text(name)), channel, changes);
        else if (channel is not null)
            Note(line, channel, changes, extended);
        return true;
    }

    private void Forget(string key)
    {
        if (_asked?.Remove(key) == true && _asked.Count == 0)
            _asked = null;
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
        if (channel.Get(state.SourceOf(line[5]).Key) is not { } member)
            return;
        var source = member.Source;
        if (source.Address is null && Addressed(source, line[5], line[extended ? 3 : 2], line[extended ? 4 : 3]) is { } addressed)
        {
            source = addressed;
            if (state.IsSelf(source) && state.Self is null)
                state.Self = source;
        }
        // Without away-notify nobody would say that they are back.
        var away = !state.Has(IrcCaps.AwayNotify) ? member.Away : line[6].Length > 0 && line[6][0] == 'G' ? member.Away ?? "" : null;
        var changed = source.As(member.Modes, away, extended ? state.AccountOf(line[7], source) : member.Account);
        if (changed == member)
            return;
        channel.Put(changed);
        // An address alone is for bans, and not worth a presence for everybody.
        if (channel.IsListed && (changed.Away != member.Away || changed.Account != member.Account) && changes.Count < MaxMembers)
            changes.Add(new MemberChange(MemberChangeKind.Updated, channels.ToMember(channel, changed)));
    }

    /// <summary>Somebody with the address that the answer gives, shared like those who said something themselves; null for no address.</summary>
    private IrcSource? Addressed(IrcSource known, ReadOnlySpan<byte> nick, ReadOnlySpan<byte> user, ReadOnlySpan<byte> host)
    {
        Span<byte> mask = stackalloc byte[MaxMask];
        var length = nick.Length + user.Length + host.Length + 2;
        if (user.IsEmpty || host.IsEmpty || length > mask.Length)
            return null;
        nick.CopyTo(mask);
        mask[nick.Length] = (byte)'!';
        user.CopyTo(mask[(nick.Length + 1)..]);
        mask[nick.Length + 1 + user.Length] = (byte)'@';
        host.CopyTo(mask[(length - host.Length)..]);
        var source = state.SourceOf(mask[..length]);
        return source.Nick == known.Nick && TargetName.IsValid(source.Address) ? source : null;
    }

    private void End(string key, Channel? channel, List<MemberChange> changes)
    {
        Forget(key);
        // Somebody may have left while the answer was on its way.
        if (channel is null)
            return;
        changes.RemoveAll(x => channel.Get(state.Key(x.Member.Contact.Value)) is null);
        if (changes.Count > 0)
            state.Effects.Publish(new MembersChanged(changes) { Chat = channel.Id });
    }
}
