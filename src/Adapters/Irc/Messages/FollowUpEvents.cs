namespace Bridge.Adapters.Irc;

/// <summary>Turns what is said about messages into events: reactions and typing (TAGMSG), deletions (REDACT), read markers (MARKREAD).</summary>
internal sealed class FollowUpEvents(IrcState state, ChannelTable channels, MessagePlaces places, TypingTable typing)
{
    private const int MaxReaction = 128;
    private const int MaxMarkers = 2000;

    private Dictionary<string, DateTimeOffset>? _markers;

    /// <summary>A line that is about a message or about somebody who writes one, live.</summary>
    internal void OnLine(in IrcLine line)
    {
        var source = state.SourceOf(line);
        if (line.Command.SequenceEqual("MARKREAD"u8))
            OnMarker(line);
        else if (line.Command.SequenceEqual("REDACT"u8))
        {
            if (Redaction(line, source, places.Of(line, source).Chat, TagValue.TimeOf(line, state.Time)) is { } gone)
                places.Publish(places.Of(line, source).Channel, gone);
        }
        else if (source.IsPerson && line.Count > 0)
        {
            var place = places.Of(line, source);
            if (ReactionOf(line, source, place, TagValue.TimeOf(line, state.Time)) is { } reaction)
                places.Publish(place.Channel, reaction);
            if (!state.IsSelf(source) && place.Channel is not { IsListed: false })
                OnTyping(line, source, place);
        }
    }

    /// <summary>The event of a line in a page of history, or null.</summary>
    internal NetworkEvent? Make(in IrcLine line, IrcSource source, ChatId chat)
    {
        var at = TagValue.StampOf(line);
        if (line.Command.SequenceEqual("REDACT"u8))
            return Redaction(line, source, chat, at);
        return line.Command.SequenceEqual("TAGMSG"u8) && source.IsPerson
            ? Reaction(line, source, new MessagePlace(chat, null, state.IsSelf(source), false), at) : null;
    }

    /// <summary>The reaction of a live line; null for none, and for an echo of what this session did.</summary>
    internal ReactionsChanged? ReactionOf(in IrcLine line, IrcSource source, in MessagePlace place, DateTimeOffset? at)
    {
        if (Reaction(line, source, place, at) is not { } reaction)
            return null;
        return state.IsSelf(source) && !state.Memory.React(reaction.Target.Value, reaction.Reactions[0], reaction.Change == SetChange.Remove) ? null : reaction;
    }

    /// <summary>Somebody's message ends their typing.</summary>
    internal void OnMessage(in MessagePlace place, IrcSource source)
    {
        if (typing.Hears(place.Chat, source.Contact, ActivityKind.None))
            places.Publish(place.Channel, new ActivityChanged(source.Contact, ActivityKind.None) { Chat = place.Chat });
    }

    /// <summary>Notes a marker that the account sets, so that the server's answer is no news.</summary>
    internal void SetMarker(string targetKey, DateTimeOffset at)
    {
        lock (state.Gate)
        {
            _markers ??= new(StringComparer.Ordinal);
            if ((_markers.Count < MaxMarkers || _markers.ContainsKey(targetKey)) && (!_markers.TryGetValue(targetKey, out var known) || known < at))
                _markers[targetKey] = at;
        }
    }

    private static ReactionsChanged? Reaction(in IrcLine line, IrcSource source, in MessagePlace place, DateTimeOffset? at)
    {
        if (TagValue.ReplyOf(line) is not { } target)
            return null;
        var set = TagValue.TextOf(line, "+react"u8, "+draft/react"u8, MaxReaction);
        var taken = TagValue.TextOf(line, "+unreact"u8, "+draft/unreact"u8, MaxReaction);
        // Both at once are not allowed, and mean nothing.
        if (set is null == taken is null || (set ?? taken)!.Any(char.IsControl))
            return null;
        var id = TagValue.MessageIdOf(line);
        return new ReactionsChanged(new MessageId(target), source.Contact, [set ?? taken!])
        {
            Chat = place.Chat,
            At = at,
            Change = set is null ? SetChange.Remove : SetChange.Add,
            FromMe = place.FromMe,
            DedupeKey = id is null ? null : "irc-r:" + id,
        };
    }

    // :nick!user@host REDACT target msgid :reason
    private MessagesRetracted? Redaction(in IrcLine line, IrcSource source, ChatId chat, DateTimeOffset? at)
    {
        var id = state.Text(line[1]);
        if (!TagValue.IsParameter(id) || state.Memory.IsRedacting(id))
            return null;
        // A known message of another chat: "clients MUST ignore it".
        var known = state.Memory.TryGet(id, out var message);
        if (known && message!.Chat != chat)
            return null;
        return new MessagesRetracted([new MessageId(id)])
        {
            Chat = chat,
            At = at,
            By = source.IsPerson ? source.Contact : null,
            Moderated = known && message!.Sender != source.Key,
            Reason = line.Count > 2 ? state.Plain(line[2]) : null,
            DedupeKey = "irc-d:" + id,
        };
    }

    private void OnTyping(in IrcLine line, IrcSource source, in MessagePlace place)
    {
        var kind = TagValue.TextOf(line, "+typing"u8, "+draft/typing"u8, 16) switch
        {
            "active" => ActivityKind.Typing,
            "paused" => ActivityKind.Paused,
            "done" => ActivityKind.None,
            _ => (ActivityKind?)null,
        };
        if (kind is { } now && typing.Hears(place.Chat, source.Contact, now))
            state.Effects.Publish(new ActivityChanged(source.Contact, now) { Chat = place.Chat });
    }

    // :server MARKREAD target timestamp=2019-01-04T14:33:26.123Z, or * for none
    private void OnMarker(in IrcLine line)
    {
        var target = state.Text(line[0]);
        var value = line[1];
        if (!TargetName.IsValid(target) || !value.StartsWith("timestamp="u8) || TagValue.ReadTime(value["timestamp="u8.Length..]) is not { } at)
            return;
        var key = state.Key(target);
        lock (state.Gate)
        {
            _markers ??= new(StringComparer.Ordinal);
            if ((_markers.TryGetValue(key, out var known) && known >= at) || (_markers.Count >= MaxMarkers && !_markers.ContainsKey(key)))
                return;
            _markers[key] = at;
        }
        var channel = channels.Find(target);
        var chat = channel?.Id ?? new ChatId(TargetName.ToId(target));
        if (state.Memory.LastUpTo(chat, at) is { } read)
            places.Publish(channel, new ReceiptReceived(ReceiptKind.Displayed, [new MessageId(read)]) { Chat = chat, UpTo = true, FromMe = true });
    }
}
