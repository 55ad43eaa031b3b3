namespace Bridge.Adapters.Irc;

/// <summary>Finds the conversation of a line, and publishes into it in its order.</summary>
internal sealed class MessagePlaces(IrcState state, ChannelTable channels)
{
    private const int MaxHeld = 1000;
    private const int MaxContext = 128;

    /// <summary>The place of a line whose first parameter is its target.</summary>
    internal MessagePlace Of(in IrcLine line, IrcSource source)
    {
        var target = line[0][RanksOf(line[0])..];
        var own = state.IsSelf(source);
        if (state.Features.IsChannel(target))
        {
            var channel = channels.Find(target);
            return new MessagePlace(channel?.Id ?? new ChatId(TargetName.ToId(state.Text(target))), channel, own, false);
        }
        if (!own)
            return ContextOf(line, source) is { } context ? new MessagePlace(context.Id, context, false, true) : new MessagePlace(new ChatId(source.Id), null, false, false);
        // From us to ourselves is a message like any other; from us to others was written by another client of this account.
        var name = state.Text(target);
        return state.IsSelf(name) ? new MessagePlace(new ChatId(source.Id), null, false, false) : new MessagePlace(new ChatId(TargetName.ToId(name)), null, true, false);
    }

    /// <summary>How many characters before a channel's name say for which ranks in it something is (STATUSMSG): it is part of its conversation.</summary>
    internal int RanksOf(ReadOnlySpan<byte> target)
    {
        var ranks = 0;
        while (ranks < target.Length && !state.Features.IsChannel(target[ranks..]) && state.Features.StatusMessage.Contains((char)target[ranks], StringComparison.Ordinal))
            ranks++;
        return ranks > 0 && state.Features.IsChannel(target[ranks..]) ? ranks : 0;
    }

    /// <summary>Publishes an event, or keeps it until the room is complete: nothing live comes before.</summary>
    internal void Publish(Channel? channel, NetworkEvent raised)
    {
        if (channel is { IsListed: false } && (channel.Held ??= []).Count < MaxHeld)
            channel.Held.Add(raised);
        else
            state.Effects.Publish(raised);
    }

    // Anybody can write the tag (channel-context): it counts for those who are in the channel.
    private Channel? ContextOf(in IrcLine line, IrcSource source) =>
        TagValue.TextOf(line, "+channel-context"u8, "+draft/channel-context"u8, MaxContext) is { } name && state.Features.IsChannel(name)
        && channels.Find(name) is { IsListed: true } channel && channel.Get(source.Key) is not null ? channel : null;
}
