using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Turns PRIVMSG and NOTICE into events, and echoes into the outcome of sends.</summary>
internal sealed class MessageEvents(
    IrcState state, ChannelTable channels, MessagePlaces places, FollowUpEvents followUps, EchoTable echoes, ReadBarrier reads, OpenBatches batches,
    CtcpResponder ctcp)
{
    internal void OnMessage(in IrcLine line, bool notice)
    {
        var source = state.SourceOf(line);
        if (source.IsServer)
        {
            OnServerNotice(line);
            return;
        }
        if (line.Count < 2)
            return;
        var body = line[1];
        var own = state.IsSelf(source);
        if (own && IsEcho(line, source, body))
            return;
        var flags = notice ? MessageFlags.Notice : MessageFlags.None;
        if (body.Length > 0 && body[0] == 1 && CtcpText.TryRead(body, out var command, out var argument))
        {
            if (!command.SequenceEqual("ACTION"u8))
            {
                if (!own)
                    OnCtcp(line, source, command, argument, notice);
                return;
            }
            flags |= MessageFlags.Action;
            body = argument;
        }
        Publish(line, source, body, flags);
    }

    /// <summary>A message that came as a batch of lines, live or in a page of history.</summary>
    internal void OnMultiline(in IrcLine head, MultilineText text, HistoryLines? history)
    {
        var source = state.SourceOf(head);
        var flags = (text.IsNotice ? MessageFlags.Notice : MessageFlags.None) | (text.IsCut ? MessageFlags.Truncated : MessageFlags.None);
        if (history is not null)
            AddTo(history, head, source, text.Body, flags);
        else if (!state.IsSelf(source) || !IsEcho(head, source, text.Body))
            Publish(head, source, text.Body, flags);
    }

    /// <summary>A line of a page of history.</summary>
    internal void OnHistory(in IrcLine line, HistoryLines history)
    {
        var source = state.SourceOf(line);
        var notice = line.Command.SequenceEqual("NOTICE"u8);
        if (!notice && !line.Command.SequenceEqual("PRIVMSG"u8))
        {
            if (followUps.Make(line, source, history.Chat) is { } followUp)
                history.AddContext(followUp);
            return;
        }
        var body = line[1];
        var flags = notice ? MessageFlags.Notice : MessageFlags.None;
        if (body.Length > 0 && body[0] == 1 && CtcpText.TryRead(body, out var command, out var argument))
        {
            var isAction = command.SequenceEqual("ACTION"u8);
            body = isAction ? argument : [];
            flags |= isAction ? MessageFlags.Action : MessageFlags.None;
        }
        AddTo(history, line, source, body, flags);
    }

    /// <summary>An ACK or an error for a label.</summary>
    internal void OnAcknowledged(in IrcLine line)
    {
        if (batches.LabelOf(line) is var label and not 0)
            Late(echoes.Confirm(label, null, null, state.Time.GetTimestamp()));
    }

    /// <summary>The server has dealt with all that was written before a PING.</summary>
    internal void OnPong(in IrcLine line) => reads.OnPong(line.Last);

    /// <summary>An error that may be about a message. True when the sender of one learns of it.</summary>
    internal bool OnError(in IrcLine line, string target, Func<int, string, string> explain)
    {
        var error = Numerics.ToError(line.Numeric);
        var label = batches.LabelOf(line);
        var refusal = SendResult.Refused(error, explain(line.Numeric, state.Plain(line.Last)));
        return echoes.Refuse(label, state.Key(target), refusal)
            || (Numerics.RefusesMessage(line.Numeric) && reads.Refuse(line.Count > 2 ? state.Key(target) : null, refusal));
    }

    /// <summary>Somebody who was asked about is not there. A server without echoes gives the same word to a message to them, and does not say what it answers.</summary>
    internal void OnNobody(in IrcLine line) =>
        reads.Refuse(state.Key(state.Text(line[1])), SendResult.Refused(NetworkError.NotFound, state.Plain(line.Last)));

    /// <summary><c>FAIL command code …</c>. True when it is about a message, and its sender learns of it.</summary>
    internal bool OnFailure(in IrcLine line)
    {
        var error = StandardReplies.ToError(state.Text(line[1]));
        var refusal = SendResult.Refused(error, state.Plain(line.Last));
        var label = batches.LabelOf(line);
        if (label != 0)
            return echoes.Refuse(label, "", refusal);
        if (line[0].SequenceEqual("BATCH"u8))
            return echoes.RefuseBatch(refusal) || reads.Refuse(null, refusal);
        return (line[0].SequenceEqual("PRIVMSG"u8) || line[0].SequenceEqual("NOTICE"u8)) && reads.Refuse(line.Count > 3 ? state.Key(state.Text(line[2])) : null, refusal);
    }

    private void Publish(in IrcLine line, IrcSource source, ReadOnlySpan<byte> body, MessageFlags flags)
    {
        if (!source.IsPerson)
            return;
        var place = places.Of(line, source);
        var at = TagValue.TimeOf(line, state.Time);
        var reaction = followUps.ReactionOf(line, source, place, at);
        if (reaction is not null)
            places.Publish(place.Channel, reaction);
        var message = Make(line, source, place, body, flags, at);
        // Who has no reactions sees it as text; who has them needs it once.
        if (message is null || message.Content.Text?.Plain == reaction?.Reactions[0])
            return;
        followUps.OnMessage(place, source);
        places.Publish(place.Channel, message);
    }

    private void AddTo(HistoryLines history, in IrcLine line, IrcSource source, ReadOnlySpan<byte> body, MessageFlags flags)
    {
        var at = TagValue.StampOf(line);
        MessageReceived? message = null;
        if (source.IsPerson)
        {
            // In a direct chat what went to the other side came from here, whatever nick the account had then.
            var sent = !history.IsChannel && source.Key != history.TargetKey && state.Key(state.Text(line[0])) == history.TargetKey;
            var place = new MessagePlace(history.Chat, null, sent || places.Of(line, source).FromMe, false);
            message = Make(line, source, place, body, flags, at);
        }
        history.Add(at, TagValue.MessageIdOf(line), message);
    }

    private MessageReceived? Make(in IrcLine line, IrcSource source, in MessagePlace place, ReadOnlySpan<byte> body, MessageFlags flags, DateTimeOffset? at)
    {
        var text = FormattingReader.Read(MarkOf(line) + state.Text(body, place.Chat));
        if (text.Plain.AsSpan().Trim('\n').IsEmpty && !flags.HasFlag(MessageFlags.Action))
            return null;
        var id = TagValue.MessageIdOf(line);
        Remember(line, id, source, place.Chat);
        return new MessageReceived
        {
            Chat = place.Chat,
            Sender = source.Contact,
            SenderName = source.Nick,
            Content = new MessageContent { Text = text, Flags = flags },
            ReplyTo = TagValue.ReplyOf(line) is { } target ? new ReplyReference(new MessageId(target)) : null,
            FromMe = place.FromMe,
            Private = place.IsPrivate,
            At = at,
            Ids = id is null ? [] : [new MessageId(id)],
            DedupeKey = id is null ? KeyOf(line, source, text.Plain) : "irc:" + id,
        };
    }

    // @#channel: only those of that rank read it, and an answer in the channel would be for all.
    private string MarkOf(in IrcLine line) => places.RanksOf(line[0]) > 0 ? $"({state.Text(line[0])}) " : "";

    private void Remember(in IrcLine line, string? id, IrcSource source, ChatId chat)
    {
        if (id is not null && (state.Caps & (IrcCaps.ReadMarker | IrcCaps.MessageRedaction)) != 0 && TagValue.StampOf(line) is { } at)
            state.Memory.Add(id, new KnownMessage(chat, source.Key, at));
    }

    // A server with history repeats what it said, and one without ids says the same time each time.
    private string? KeyOf(in IrcLine line, IrcSource source, string text)
    {
        if (!state.Has(IrcCaps.ChatHistory) || TagValue.StampOf(line) is not { } at)
            return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{source.Key}\0{state.Key(state.Text(line[0]))}\0{text}"));
        return $"irc-at:{at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}:{Convert.ToHexStringLower(hash.AsSpan(0, 12))}";
    }

    private bool IsEcho(in IrcLine line, IrcSource source, ReadOnlySpan<byte> body)
    {
        var now = state.Time.GetTimestamp();
        if (batches.LabelOf(line) is var label and not 0)
        {
            RememberSent(line, source);
            Late(echoes.Confirm(label, TagValue.MessageIdOf(line), TagValue.TimeOf(line, state.Time), now));
            return true;
        }
        if (!state.Has(IrcCaps.EchoMessage) || state.Has(IrcCaps.LabeledResponse | IrcCaps.Batch))
            return false;
        var target = state.Key(state.Text(line[0]));
        var echo = echoes.ConfirmNext(target, state.OwnText(body, places.Of(line, source).Chat), TagValue.MessageIdOf(line), TagValue.TimeOf(line, state.Time), now);
        if (echo is not null)
            RememberSent(line, source);
        Late(echo);
        return echo is not null;
    }

    private void RememberSent(in IrcLine line, IrcSource source) => Remember(line, TagValue.MessageIdOf(line), source, places.Of(line, source).Chat);

    private void Late(PendingEcho? echo)
    {
        if (echo is { Abandoned: true, IsConfirmed: true })
            state.Effects.Publish(new SendEcho(echo.Token, [.. echo.Ids]) { Chat = echo.Chat });
    }

    private void OnServerNotice(in IrcLine line)
    {
        var text = state.Plain(line.Last);
        var channel = channels.Find(line[0]);
        if (text.Length > 0)
            state.Effects.Publish(new Notice(text) { Chat = channel?.Id, At = TagValue.TimeOf(line, state.Time), Code = "irc.notice" });
    }

    private void OnCtcp(in IrcLine line, IrcSource source, ReadOnlySpan<byte> command, ReadOnlySpan<byte> argument, bool notice)
    {
        if (!notice && !command.SequenceEqual("DCC"u8))
        {
            ctcp.OnRequest(source, command, argument);
            return;
        }
        if (!source.IsPerson)
            return;
        var (text, code) = notice
            ? ($"CTCP {state.Plain(command)}: {state.Plain(argument)}", "irc.ctcp")
            : ($"{source.Nick} offers a direct connection (DCC {state.Plain(argument)}), which is not possible here.", "irc.dcc");
        state.Effects.Publish(new Notice(text) { Chat = new ChatId(source.Id), At = TagValue.TimeOf(line, state.Time), Code = code });
    }
}
