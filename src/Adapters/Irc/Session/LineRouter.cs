namespace Bridge.Adapters.Irc;

/// <summary>Sends each line to the part that knows its command. Runs on the read loop and never waits.</summary>
internal sealed class LineRouter(
    IrcState state, Registration registration, RoomEvents rooms, RoomModes modes, MessageEvents messages,
    BatchEvents batches, FollowUpEvents followUps, RequestTable requests, ErrorEvents errors, Splits splits, ServerText texts, WhoQuestions who,
    WatchList watches, Renames renames, ModeWords modeWords, OwnNick nick)
{
    private const int MaxPing = 400;

    internal void Handle(in IrcLine line)
    {
        splits.Before(line);
        texts.Before(line);
        modeWords.Before(line);
        errors.Before(line);
        if (!line.Tags.IsEmpty && batches.Take(line))
            return;
        if (line.Numeric != 0)
            OnNumeric(line);
        else if (line.Command.SequenceEqual("PRIVMSG"u8))
        {
            rooms.OnAccountTag(line);
            messages.OnMessage(line, notice: false);
        }
        else if (line.Command.SequenceEqual("NOTICE"u8))
        {
            rooms.OnAccountTag(line);
            if (requests.IsEmpty || !requests.Offer(line))
                messages.OnMessage(line, notice: true);
        }
        else if (!OnMembership(line))
            OnProtocol(line);
    }

    /// <summary>No more lines are here now: what was gathered goes out.</summary>
    internal void Pause()
    {
        splits.Pause();
        texts.Flush();
        modeWords.Flush();
        errors.Flush();
        watches.FollowNick();
    }

    private bool OnMembership(in IrcLine line)
    {
        var command = line.Command;
        if (command.SequenceEqual("JOIN"u8))
            rooms.OnJoin(line);
        else if (command.SequenceEqual("PART"u8))
            rooms.OnPart(line);
        else if (command.SequenceEqual("QUIT"u8))
        {
            watches.OnQuit(line);
            rooms.OnQuit(line);
            nick.OnQuit(line, splits.IsGathering);
        }
        else if (command.SequenceEqual("NICK"u8))
        {
            watches.OnNick(line);
            // While the line's nick is still known as ours or not.
            nick.OnNick(line);
            rooms.OnNick(line);
            requests.Offer(line);
        }
        else if (command.SequenceEqual("MODE"u8))
        {
            modes.OnMode(line);
            requests.Offer(line);
        }
        else if (command.SequenceEqual("KICK"u8))
            rooms.OnKick(line);
        else if (command.SequenceEqual("TOPIC"u8))
            rooms.OnTopic(line);
        else if (command.SequenceEqual("AWAY"u8))
        {
            watches.OnAway(line);
            rooms.OnAway(line);
        }
        else if (command.SequenceEqual("ACCOUNT"u8))
            rooms.OnAccount(line);
        else if (command.SequenceEqual("SETNAME"u8))
            rooms.OnRealName(line);
        else if (command.SequenceEqual("CHGHOST"u8))
            rooms.OnChangedHost(line);
        else if (command.SequenceEqual("INVITE"u8))
            rooms.OnInvite(line);
        else if (command.SequenceEqual("RENAME"u8))
            renames.OnRename(line);
        else
            return false;
        return true;
    }

    private void OnProtocol(in IrcLine line)
    {
        var command = line.Command;
        if (command.SequenceEqual("PING"u8))
            Answer(line.Last);
        else if (command.SequenceEqual("PONG"u8))
        {
            registration.OnPong(line);
            messages.OnPong(line);
            requests.Offer(line);
        }
        else if (command.SequenceEqual("CAP"u8))
            registration.OnCap(line);
        else if (command.SequenceEqual("AUTHENTICATE"u8))
            registration.OnAuthenticate(line);
        else if (command.SequenceEqual("TAGMSG"u8) || command.SequenceEqual("REDACT"u8) || command.SequenceEqual("MARKREAD"u8))
            followUps.OnLine(line);
        else if (command.SequenceEqual("BATCH"u8))
        {
            splits.OnBatch(line);
            batches.OnBatch(line);
        }
        else if (command.SequenceEqual("ACK"u8))
            messages.OnAcknowledged(line);
        else if (command.SequenceEqual("ERROR"u8))
            state.Fail(ServerErrors.Explain(state.Plain(line.Last), state.SentPassword));
        else if (command.SequenceEqual("FAIL"u8) && registration.OnFailure(line))
            return;
        else if (command.SequenceEqual("FAIL"u8) || command.SequenceEqual("WARN"u8) || command.SequenceEqual("NOTE"u8))
        {
            if (requests.IsEmpty || !requests.Offer(line))
                errors.OnStandardReply(line);
        }
        else
            errors.OnOther(line);
    }

    private void OnNumeric(in IrcLine line)
    {
        if (registration.OnNumeric(line))
            return;
        // Whoever asked for these by a line of their own sees them as well.
        if (line.Numeric is 324 or 331 or 332 or 333 or 353 or 366 && !requests.IsEmpty)
            requests.Offer(line);
        switch (line.Numeric)
        {
            case 353:
                rooms.OnNames(line);
                return;
            case 366:
                rooms.OnEndOfNames(line);
                return;
            case 331 or 332 or 333:
                rooms.OnTopicNumeric(line);
                return;
            case 324:
                modes.OnModeNumeric(line);
                return;
        }
        if (who.OnNumeric(line))
            return;
        var isWatched = watches.OnNumeric(line);
        if ((!requests.IsEmpty && requests.Offer(line)) || isWatched)
        {
            if (line.Numeric == 401)
                messages.OnNobody(line);
            return;
        }
        if (line.Numeric == 301)
        {
            rooms.OnAwayReply(line);
            errors.OnAwayReply(line);
        }
        else
            errors.OnNumeric(line, requests.IsOverheard);
    }

    /// <summary>Answers a ping.</summary>
    internal void Answer(ReadOnlySpan<byte> ping)
    {
        // The bytes are only valid now, and the answer is written when the socket is free.
        var token = ping[..Math.Min(ping.Length, MaxPing)].ToArray();
        state.Link.Post(output => output.Raw("PONG :"u8).Raw(token).End());
    }
}
