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

    // In the order in which they are asked, which is that of the answers.
    private List<Question>? _asked;

    internal void Ask(Channel channel)
    {
        if (channel.Count > MaxMembers)
            return;
        var question = new Question(channel.Key, channel.Name);
        lock (state.Gate)
        {
            if (_asked?.Exists(x => x.Key == channel.Key && !x.IsForgotten) == true)
                return;
            (_asked ??= []).Add(question);
        }
        _ = AskAsync(question, state.Features.HasWhox);
    }

    /// <summary>Nobody wants to know any more: what has been asked is answered to nobody, and what has not is not asked.</summary>
    internal void Forget(Channel channel)
    {
        lock (state.Gate)
        {
            foreach (var question in _asked?.FindAll(x => x.Key == channel.Key) ?? [])
            {
                question.IsForgotten = true;
                if (!question.IsSent)
                    _asked!.Remove(question);
            }
        }
    }

    /// <summary>352 and 354: somebody. 315: that was all. False when nothing was asked of the sort.</summary>
    internal bool OnNumeric(in IrcLine line)
    {
        // Too many questions, or none of this kind: nobody waits for the answer.
        if (line.Numeric is 263 or 416 or 421 && line[1].SequenceEqual("WHO"u8))
        {
            Take(static question => question.IsSent);
            return true;
        }
        if (_asked is null || line.Numeric is not (315 or 352 or 354))
            return false;
        var extended = line.Numeric == 354;
        if (extended && !line[1].SequenceEqual("152"u8))
            return false;
        var name = line[extended ? 2 : 1];
        var channel = channels.Find(name);
        var key = channel?.Key ?? state.Key(state.Text(name));
        if (Find(key) is not { } question)
            return false;
        if (line.Numeric == 315)
            End(question, channel);
        else if (channel is not null && !question.IsForgotten)
            Note(line, channel, question.Changes, extended);
        return true;
    }

    private Question? Find(string key)
    {
        lock (state.Gate)
        {
            return _asked?.Find(x => x.IsSent && x.Key == key);
        }
    }

    private void Take(Predicate<Question> which)
    {
        lock (state.Gate)
        {
            if (_asked?.FindIndex(which) is { } at and >= 0)
                _asked.RemoveAt(at);
            if (_asked?.Count == 0)
                _asked = null;
        }
    }

    private async Task AskAsync(Question question, bool extended)
    {
        if (!await state.Limiter.TakeAsync(CancellationToken.None, low: true).ConfigureAwait(false))
            return;
        lock (state.Gate)
        {
            if (question.IsForgotten)
                return;
            question.IsSent = true;
        }
        state.Link.Post(output =>
        {
            output.Raw("WHO "u8).Text(question.Name);
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

    private void End(Question question, Channel? channel)
    {
        Take(x => x == question);
        // Somebody may have left while the answer was on its way.
        if (channel is null || question.IsForgotten)
            return;
        question.Changes.RemoveAll(x => channel.Get(state.Key(x.Member.Contact.Value)) is null);
        if (question.Changes.Count > 0)
            state.Effects.Publish(new MembersChanged(question.Changes) { Chat = channel.Id });
    }

    private sealed class Question(string key, string name)
    {
        internal string Key => key;

        internal string Name => name;

        /// <summary>What has changed by the answers so far.</summary>
        internal List<MemberChange> Changes { get; } = [];

        internal bool IsSent { get; set; }

        internal bool IsForgotten { get; set; }
    }
}
