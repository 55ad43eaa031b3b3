using System.Globalization;

namespace Bridge.Adapters.Irc;

/// <summary>Turns the lines about channels and their members into events.</summary>
internal sealed class RoomEvents(IrcState state, ChannelTable channels, Joins joins, Splits splits, WhoQuestions who, TypingTable typing)
{
    private const int MaxAccount = 200;
    private const int MaxAway = 400;

    // The end of the year 9999, which is the end of time for DateTimeOffset.
    private const long LastSecond = 253_402_300_800;

    private Effects Effects => state.Effects;

    internal void OnJoin(in IrcLine line)
    {
        var source = state.SourceOf(line);
        var name = state.Text(line[0]);
        if (!state.IsSelf(source))
        {
            if (source.IsPerson && channels.Find(line[0]) is { } joined)
                Add(joined, source.As(0, null, AccountIn(line, source)));
            return;
        }
        if (channels.Find(name) is { IsLeaving: false } || !TargetName.IsValid(name) || channels.IsFull)
            return;
        var asked = joins.Find(state.Key(name));
        var channel = channels.Add(asked?.Id ?? new ChatId(TargetName.ToId(name)), name, asked is null);
        channel.Put(source.As(0, null, AccountIn(line, source)));
    }

    // :server 353 me = #channel :@nick +other
    internal void OnNames(in IrcLine line)
    {
        if (channels.Find(line[2]) is not { } channel)
            return;
        var rest = line[3];
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)' ');
            var entry = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            byte modes = 0;
            for (byte bit; !entry.IsEmpty && (bit = state.Features.BitOfPrefix((char)entry[0])) != 0; entry = entry[1..])
                modes |= bit;
            if (entry.IsEmpty)
                continue;
            var source = state.SourceOf(entry);
            if (!source.IsPerson)
                continue;
            // NAMES may say less than a JOIN did: the address is kept.
            var known = channel.Get(source.Key);
            if (source.Address is null && known is not null && known.Source.Nick == source.Nick)
                source = known.Source;
            channel.Put(source.As(modes, known?.Away, known?.Account));
        }
    }

    internal void OnEndOfNames(in IrcLine line)
    {
        if (channels.Find(line[1]) is not { } channel)
            return;
        var first = !channel.IsListed;
        channel.IsListed = true;
        if (channel.AnnounceAtEnd)
            Announce(channel);
        channel.AnnounceAtEnd = false;
        foreach (var held in channel.Held ?? [])
            Effects.Publish(held);
        channel.Held = null;
        var pending = joins.Take(channel.Key);
        if (pending is not null)
            Effects.Then(() => pending.Done.TrySetResult());
        if (!first)
            return;
        AskModes(channel);
        who.Ask(channel);
    }

    internal void OnPart(in IrcLine line)
    {
        var source = state.SourceOf(line);
        if (channels.Find(line[0]) is not { } channel)
            return;
        var reason = line.Count > 1 ? state.Plain(line[1]) : null;
        if (state.IsSelf(source))
            Left(channel, new GroupLeft(MemberChangeKind.Left) { Chat = channel.Id, Reason = reason });
        else
            Gone(channel, source.Key, MemberChangeKind.Left, null, reason);
    }

    internal void OnKick(in IrcLine line)
    {
        var source = state.SourceOf(line);
        if (channels.Find(line[0]) is not { } channel)
            return;
        var reason = line.Count > 2 ? state.Plain(line[2]) : null;
        var victim = state.SourceOf(line[1]);
        var address = state.IsSelf(victim) ? state.Self?.Address : channel.Get(victim.Key)?.Source.Address;
        var kind = channel.Bans?.Explain(source.Nick, victim.Nick, address) == true ? MemberChangeKind.Banned : MemberChangeKind.Kicked;
        if (state.IsSelf(victim))
            Left(channel, new GroupLeft(kind) { Chat = channel.Id, Actor = source.Nick, Reason = reason });
        else
            Gone(channel, victim.Key, kind, source.Nick, reason);
    }

    internal void OnQuit(in IrcLine line)
    {
        var source = state.SourceOf(line);
        var reason = state.Plain(line[0]);
        foreach (var channel in channels.All)
            Gone(channel, source.Key, MemberChangeKind.Quit, null, reason);
    }

    internal void OnNick(in IrcLine line)
    {
        var source = state.SourceOf(line);
        var nick = state.Text(line[0]);
        if (!source.IsPerson)
            return;
        if (nick.Length > IrcSource.MaxNick)
        {
            foreach (var channel in channels.All)
                Gone(channel, source.Key, MemberChangeKind.Quit, null, null);
            return;
        }
        if (!TargetName.IsValid(nick))
            return;
        var renamed = new IrcSource(nick, source.Address, state.Mapping);
        if (state.IsSelf(source))
        {
            state.Nick = nick;
            state.Self = renamed.Address is null ? null : renamed;
        }
        foreach (var channel in channels.All)
        {
            if (channel.Remove(source.Key) is not { } member)
                continue;
            if ((member.Source.Address ?? source.Address) != renamed.Address)
                renamed = new IrcSource(nick, member.Source.Address ?? source.Address, state.Mapping);
            member = renamed.As(member.Modes, member.Away, member.Account);
            channel.Put(member);
            Changed(channel, new MemberChange(MemberChangeKind.Renamed, channels.ToMember(channel, member)) { FormerName = source.Nick });
        }
        if (source.Id != renamed.Id && !state.IsSelf(renamed))
            Effects.Publish(new ContactRenamed(source.Contact, renamed.Contact));
    }

    // :nick!user@host AWAY [:text] (away-notify)
    internal void OnAway(in IrcLine line)
    {
        var source = state.SourceOf(line);
        if (!source.IsPerson)
            return;
        var text = line.Count > 0 && !line[0].IsEmpty ? AwayText(line[0]) : null;
        Update(source.Key, member => member.Source.As(member.Modes, text, member.Account));
        Effects.Publish(new PresenceChanged(source.Contact, text is null ? Availability.Online : Availability.Away) { Status = text });
    }

    // :server 301 me nick :text, after a message to somebody who is away.
    internal void OnAwayReply(in IrcLine line)
    {
        var nick = state.Text(line[1]);
        if (!TargetName.IsValidNick(nick))
            return;
        var text = AwayText(line.Last);
        // Only of those who are known to be away: of others nobody might say that they are back.
        Update(state.Key(nick), member => member.Away is null ? member : member.Source.As(member.Modes, text, member.Account));
        Effects.Publish(new PresenceChanged(new ContactId(TargetName.ToId(nick)), Availability.Away) { Status = text });
    }

    // :nick!user@host ACCOUNT name (account-notify)
    internal void OnAccount(in IrcLine line)
    {
        var source = state.SourceOf(line);
        if (source.IsPerson && line.Count > 0)
            SetAccount(source, state.AccountOf(line[0], source));
    }

    /// <summary>The account that goes with every line of somebody (account-tag), where nothing else tells of changes.</summary>
    internal void OnAccountTag(in IrcLine line)
    {
        if (!state.Has(IrcCaps.AccountTag) || state.Has(IrcCaps.AccountNotify))
            return;
        var source = state.SourceOf(line);
        if (!source.IsPerson || source.Address is null)
            return;
        var account = line.TryGetTag("account"u8, out var value) && value.Length <= MaxAccount ? state.AccountOf(value, source) : null;
        SetAccount(source, account);
    }

    // :nick!user@host SETNAME :real name (setname)
    internal void OnRealName(in IrcLine line)
    {
        var source = state.SourceOf(line);
        if (source.IsPerson && line.Count > 0 && !state.IsSelf(source))
            Effects.Publish(new ContactChanged(new ContactProfile { Contact = source.Contact, Description = state.Plain(line[0]) }));
    }

    // :nick!user@host CHGHOST user host
    internal void OnChangedHost(in IrcLine line)
    {
        var source = state.SourceOf(line);
        var changed = new IrcSource(source.Nick, $"{state.Text(line[0])}@{state.Text(line[1])}", state.Mapping);
        if (line.Count < 2 || !source.IsPerson)
            return;
        if (state.IsSelf(source))
            state.Self = changed;
        Update(source.Key, member => changed.As(member.Modes, member.Away, member.Account));
    }

    internal void OnTopic(in IrcLine line)
    {
        if (channels.Find(line[0]) is not { } channel)
            return;
        SetTopic(channel, state.Plain(line[1], channel.Id), state.SourceOf(line).Nick, TagValue.TimeOf(line, state.Time) ?? state.Time.GetUtcNow());
        if (channel.IsListed)
            Effects.Publish(TopicOf(channel));
    }

    /// <summary>331, 332 and 333, in a join or as an answer.</summary>
    internal void OnTopicNumeric(in IrcLine line)
    {
        if (channels.Find(line[1]) is not { } channel)
            return;
        if (line.Numeric == 331)
            SetTopic(channel, null, null, null);
        else if (line.Numeric == 332)
            SetTopic(channel, state.Plain(line[2], channel.Id), channel.TopicBy, channel.TopicAt);
        else
        {
            channel.TopicBy = state.Text(line[2]).Split('!')[0];
            var known = long.TryParse(state.Text(line[3]), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
            channel.TopicAt = known && seconds is > 0 and < LastSecond ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        }
    }

    internal void OnInvite(in IrcLine line)
    {
        var name = state.Text(line[1]);
        var invited = state.Text(line[0]);
        if (!TargetName.IsValid(name) || !TargetName.IsValid(invited))
            return;
        if (!state.IsSelf(invited))
        {
            // invite-notify tells of others' invitations as well.
            if (channels.Find(name) is { IsListed: true } channel)
                Effects.Publish(new Notice($"{state.SourceOf(line).Nick} invites {invited}.") { Chat = channel.Id, Code = "irc.INVITE" });
            return;
        }
        var chat = channels.Find(name)?.Id ?? new ChatId(TargetName.ToId(name));
        Effects.Publish(new GroupInvited(state.SourceOf(line).Contact) { Chat = chat });
    }

    private static void SetTopic(Channel channel, string? topic, string? by, DateTimeOffset? at) =>
        (channel.Topic, channel.TopicBy, channel.TopicAt) = (topic, by, at);

    private static ChatInfoChanged TopicOf(Channel channel) => new()
    {
        Chat = channel.Id,
        Topic = channel.Topic ?? "",
        TopicBy = channel.TopicBy,
        TopicAt = channel.TopicAt,
    };

    /// <summary>Tells all of a channel, as after a join.</summary>
    internal void Announce(Channel channel)
    {
        var present = channel.ToList();
        present.Sort(static (a, b) => string.CompareOrdinal(a.Source.Key, b.Source.Key));
        var members = present.ConvertAll(x => channels.ToMember(channel, x));
        Effects.Publish(new MembersListed(members) { Chat = channel.Id });
        if (channel.Topic is not null)
            Effects.Publish(TopicOf(channel));
        Effects.Publish(new GroupJoined(state.Nick) { Chat = channel.Id, IsUnasked = channel.IsUnasked && joins.Find(channel.Key) is null });
    }

    private void Add(Channel channel, ChannelMember member)
    {
        channel.Put(member);
        Changed(channel, new MemberChange(MemberChangeKind.Joined, channels.ToMember(channel, member)));
    }

    private void Gone(Channel channel, string key, MemberChangeKind kind, string? actor, string? reason)
    {
        if (channel.Remove(key) is { } member)
            Changed(channel, new MemberChange(kind, channels.ToMember(channel, member)) { Actor = actor, Reason = reason });
    }

    private void Left(Channel channel, GroupLeft left)
    {
        channels.Remove(channel);
        who.Forget(channel);
        typing.Left(channel);
        Effects.Publish(left);
        // After PART and JOIN in a row the answer to the second is still to come.
        if (channel.IsLeaving || joins.Take(channel.Key) is not { } pending)
            return;
        var failure = new NetworkException(NetworkError.Forbidden, "The account was removed while it joined.");
        Effects.Then(() => pending.Done.TrySetException(failure));
    }

    // :nick!user@host JOIN #channel account :real name (extended-join)
    private string? AccountIn(in IrcLine line, IrcSource source) => state.Has(IrcCaps.ExtendedJoin) && line.Count > 2 ? state.AccountOf(line[1], source) : null;

    private string AwayText(ReadOnlySpan<byte> text) => LineSplitter.FirstLine(state.Plain(text), MaxAway);

    private void SetAccount(IrcSource source, string? account) => Update(source.Key, member => member.Source.As(member.Modes, member.Away, account));

    private void Update(string key, Func<ChannelMember, ChannelMember> change)
    {
        foreach (var channel in channels.All)
        {
            if (channel.Get(key) is not { } member)
                continue;
            var changed = change(member);
            if (changed == member)
                continue;
            channel.Put(changed);
            Changed(channel, new MemberChange(MemberChangeKind.Updated, channels.ToMember(channel, changed)));
        }
    }

    private void Changed(Channel channel, MemberChange change)
    {
        // Before the end of NAMES the list is not out yet, and will hold the change.
        if (!channel.IsListed)
            return;
        if (splits.IsGathering)
            splits.Add(channel, change);
        else
            Effects.Publish(new MembersChanged([change]) { Chat = channel.Id });
    }

    private void AskModes(Channel channel)
    {
        _ = SendAsync();

        async Task SendAsync()
        {
            if (!await state.Limiter.TakeAsync(CancellationToken.None, low: true).ConfigureAwait(false))
                return;
            state.Link.Post(output => output.Raw("MODE "u8).Text(channel.Name).End());
        }
    }
}
