namespace Bridge.Adapters.Irc;

/// <summary>Turns PRIVMSG and NOTICE into events, and echoes into the outcome of sends.</summary>
internal sealed class MessageEvents(IrcState state, ChannelTable channels, EchoTable echoes, OpenBatches batches, CtcpResponder ctcp)
{
    private const int MaxHeld = 1000;

    internal void OnMessage(in IrcLine line, bool notice)
    {
        var source = state.SourceOf(line);
        var body = line[1];
        var action = false;
        if (source.IsServer)
        {
            OnServerNotice(line);
            return;
        }
        if (line.Count < 2)
            return;
        var own = state.IsSelf(source);
        if (own && IsEcho(line, body))
            return;
        if (body.Length > 0 && body[0] == 1 && CtcpText.TryRead(body, out var command, out var argument))
        {
            action = command.SequenceEqual("ACTION"u8);
            if (!action)
            {
                if (!own)
                    OnCtcp(line, source, command, argument, notice);
                return;
            }
            body = argument;
        }
        var flags = (action ? MessageFlags.Action : MessageFlags.None) | (notice ? MessageFlags.Notice : MessageFlags.None);
        Publish(line, source, own, body, flags);
    }

    /// <summary>An ACK or an error for a label.</summary>
    internal void OnAcknowledged(in IrcLine line)
    {
        if (batches.LabelOf(line) is var label and not 0)
            Late(echoes.Confirm(label, null, null, state.Time.GetTimestamp()));
    }

    /// <summary>An error that may be about a message. True when the sender of one learns of it.</summary>
    internal bool OnError(in IrcLine line, string target)
    {
        var error = Numerics.ToError(line.Numeric);
        var label = batches.LabelOf(line);
        return echoes.Refuse(label, state.Key(target), SendResult.Refused(error, state.Plain(line.Last)));
    }

    private void Publish(in IrcLine line, IrcSource source, bool own, ReadOnlySpan<byte> body, MessageFlags flags)
    {
        // @#channel is for the operators of #channel (STATUSMSG), and part of its conversation.
        var target = line[0];
        while (target.Length > 1 && state.Features.StatusMessage.Contains((char)target[0], StringComparison.Ordinal) && state.Features.IsChannel(target[1..]))
            target = target[1..];
        var isChannel = state.Features.IsChannel(target);
        var channel = isChannel ? channels.Find(target) : null;
        // From us to ourselves is a message like any other; from us to others was written by another client of this account.
        var fromMe = own && (isChannel || !state.IsSelf(state.Text(target)));
        var chat = channel?.Id ?? (isChannel || fromMe ? new ChatId(TargetName.ToId(state.Text(target))) : new ChatId(source.Id));
        var id = TagValue.MessageIdOf(line);
        var text = FormattingReader.Read(state.Text(body));
        if (!source.IsPerson || (text.Plain.Length == 0 && !flags.HasFlag(MessageFlags.Action)))
            return;
        var message = new MessageReceived
        {
            Chat = chat,
            Sender = source.Contact,
            SenderName = source.Nick,
            Content = new MessageContent { Text = text, Flags = flags },
            FromMe = fromMe,
            At = TagValue.TimeOf(line, state.Time),
            Ids = id is null ? [] : [new MessageId(id)],
            DedupeKey = id is null ? null : "irc:" + id,
        };
        // Nothing live before the room is complete; it comes right after.
        if (channel is { IsListed: false } && channel.Held.Count < MaxHeld)
            channel.Held.Add(message);
        else
            state.Effects.Publish(message);
    }

    private bool IsEcho(in IrcLine line, ReadOnlySpan<byte> body)
    {
        var now = state.Time.GetTimestamp();
        if (batches.LabelOf(line) is var label and not 0)
        {
            Late(echoes.Confirm(label, TagValue.MessageIdOf(line), TagValue.TimeOf(line, state.Time), now));
            return true;
        }
        if (!state.Has(IrcCaps.EchoMessage) || state.Has(IrcCaps.LabeledResponse | IrcCaps.Batch))
            return false;
        var target = state.Key(state.Text(line[0]));
        var echo = echoes.ConfirmNext(target, state.Text(body), TagValue.MessageIdOf(line), TagValue.TimeOf(line, state.Time), now);
        Late(echo);
        return echo is not null;
    }

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
        if (!notice)
        {
            ctcp.OnRequest(source, command, argument);
            return;
        }
        var text = $"CTCP {state.Plain(command)}: {state.Plain(argument)}";
        state.Effects.Publish(new Notice(text) { Chat = new ChatId(source.Id), At = TagValue.TimeOf(line, state.Time), Code = "irc.ctcp" });
    }
}
