namespace Bridge.Adapters.Irc;

/// <summary>Channels that get another name (channel-rename), while the account is in them or before it comes back.</summary>
internal sealed class Renames(IrcState state, ChannelTable channels, Joins joins, RoomEvents rooms, WhoQuestions who)
{
    /// <summary><c>:nick!user@host RENAME #former #current :reason</c></summary>
    internal void OnRename(in IrcLine line)
    {
        var name = state.Text(line[1]);
        if (channels.Find(line[0]) is not { } channel || !IsName(name))
            return;
        if (state.Key(name) == channel.Key)
        {
            // In another spelling only: who compares as the server does has the same name.
            channels.Rename(channel, channel.Id, name);
            return;
        }
        if (channels.Find(name) is not null)
            return;
        var (former, pending) = (channel.Id, joins.Take(channel.Key));
        who.Forget(channel);
        channels.Rename(channel, joins.Find(state.Key(name))?.Id ?? new ChatId(TargetName.ToId(name)), name);
        state.Reidentify(former, channel.Id);
        var reason = line.Count > 2 ? state.Plain(line[2]) : "";
        state.Effects.Publish(new ChatReidentified(former, channel.Id) { Chat = former, Reason = reason.Length > 0 ? reason : null });
        if (channel.IsListed)
            rooms.Announce(channel);
        for (var i = 0; i < channel.Held?.Count; i++)
            channel.Held[i] = channel.Held[i] with { Chat = channel.Id };
        if (pending is not null)
            state.Effects.Then(() => pending.Done.TrySetException(IsGone(name)));
        if (joins.Take(channel.Key) is { } wanted)
            state.Effects.Then(() => wanted.Done.TrySetResult());
    }

    /// <summary><c>FAIL JOIN CHANNEL_RENAMED #former #current :text</c>: what the account was in is to be found there.</summary>
    internal void OnRedirected(Joins.Pending pending, string name)
    {
        if (IsName(name) && channels.Find(name) is null && TargetName.ToId(name) is var id && id != pending.Id.Value)
            state.Effects.Publish(new ChatReidentified(pending.Id, new ChatId(id)) { Chat = pending.Id });
    }

    private static bool IsName(string name) => TargetName.IsValid(name) && IrcAddressCodec.IsChannel(name);

    private static NetworkException IsGone(string name) =>
        new(NetworkError.NotFound, $"The channel is called {name} now.") { Code = "irc.CHANNEL_RENAMED" };
}
