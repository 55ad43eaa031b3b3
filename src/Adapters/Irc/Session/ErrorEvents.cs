using System.Buffers;

namespace Bridge.Adapters.Irc;

/// <summary>Numerics that answer no question of ours: about a join, about a message that was sent, or for people to read.</summary>
internal sealed class ErrorEvents(IrcState state, ChannelTable channels, Joins joins, MessageEvents messages, ServerText texts, Renames renames)
{
    private const int MaxAway = 200;
    private const int MaxCommand = 20;

    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // What was told of people who are away, by nick: the server repeats it with every message.
    private OrderedDictionary<string, string>? _away;

    private (string Key, Joins.Pending Join, NetworkException Failure)? _banned;

    /// <summary>Before each line: that somebody is banned may be followed by where the server sends them instead (InspIRCd), which is the better answer.</summary>
    internal void Before(in IrcLine line)
    {
        if (_banned is { } banned && (line.Numeric != 470 || state.Key(state.Text(line[1])) != banned.Key))
            Flush();
    }

    /// <summary>No more lines are here now.</summary>
    internal void Flush()
    {
        if (_banned is not { } banned)
            return;
        _banned = null;
        state.Effects.Then(() => banned.Join.Done.TrySetException(banned.Failure));
    }

    /// <summary>Takes a numeric.</summary>
    /// <param name="line">The numeric.</param>
    /// <param name="isTold">Whether somebody is told of it already, so that it is for nobody to read again.</param>
    internal void OnNumeric(in IrcLine line, bool isTold)
    {
        if (Numerics.RefusesJoin(line.Numeric) && RefuseJoin(line))
            return;
        if (Numerics.IsError(line.Numeric))
            OnError(line, isTold);
        else if (!isTold && !Numerics.IsSilent(line.Numeric, state.IsReady))
            Tell(line, isError: false, chat: ChatOf(line));
    }

    /// <summary><c>FAIL command code [context] :description</c> (standard-replies).</summary>
    internal void OnStandardReply(in IrcLine line)
    {
        var fail = line.Command.SequenceEqual("FAIL"u8);
        if (fail && (messages.OnFailure(line) || RefuseJoinByName(line)))
            return;
        var text = state.Plain(line.Last);
        ChatId? chat = null;
        for (var i = 2; i < line.Count - 1; i++)
            chat ??= channels.Find(line[i])?.Id;
        if (text.Length > 0)
            state.Effects.Publish(new Notice(text) { Chat = chat, Code = "irc." + state.Text(line[1]), IsError = fail });
    }

    /// <summary>WALLOPS, GLOBOPS, and whatever a server has beyond what is known here: for people to read, when it says anything.</summary>
    internal void OnOther(in IrcLine line)
    {
        // Noise has no commands (RFC 2812 section 2.3.1), and no readers.
        if (line.Count == 0 || line.Command.Length > MaxCommand || line.Command.ContainsAnyExcept(Letters) || state.Plain(line.Last) is not { Length: > 0 } text)
            return;
        var command = state.Text(line.Command);
        var source = state.SourceOf(line);
        state.Effects.Publish(new Notice(source.Nick.Length > 0 ? $"{command} from {source.Nick}: {text}" : $"{command}: {text}") { Code = "irc." + command });
    }

    // FAIL JOIN code #channel [...] :description
    private bool RefuseJoinByName(in IrcLine line)
    {
        if (!line[0].SequenceEqual("JOIN"u8) || line.Count < 4 || joins.Take(state.Key(state.Text(line[2]))) is not { } pending)
            return false;
        var code = state.Text(line[1]);
        var text = state.Plain(line.Last);
        if (code == "CHANNEL_RENAMED" && line.Count > 4)
        {
            // What it is called now is what the user needs to know.
            text = $"{text} ({state.Plain(line[3])})";
            renames.OnRedirected(pending, state.Text(line[3]));
        }
        var failure = new NetworkException(StandardReplies.ToError(code), text) { Code = "irc." + code };
        state.Effects.Then(() => pending.Done.TrySetException(failure));
        return true;
    }

    private bool RefuseJoin(in IrcLine line)
    {
        var key = state.Key(state.Text(line[1]));
        var pending = joins.Take(key) ?? (line.Numeric == 470 ? _banned?.Join : null);
        _banned = null;
        if (pending is null)
            return false;
        // 437 means "not now", 407 and 476 "no such name"; the text says the rest.
        var error = line.Numeric == 437 ? NetworkError.Throttled : Numerics.ToError(line.Numeric);
        var text = WithHint(line.Numeric, state.Plain(line.Last));
        var other = line.Numeric == 470 && line.Count > 3 ? state.Text(line[2]) : null;
        var failure = new NetworkException(error, other is null ? text : $"{text} ({other})")
        {
            Code = "irc." + state.Text(line.Command),
            // 470 me #asked #other :text. The server puts people into the other channel then.
            Instead = other is not null && TargetName.IsValid(other) && IrcAddressCodec.IsChannel(other) ? new ChatId(TargetName.ToId(other)) : null,
        };
        _banned = (key, pending, failure);
        if (line.Numeric != 474)
            Flush();
        return true;
    }

    /// <summary><c>:server 301 me nick :text</c>, after a message to somebody who is away: the chat with them says so, once for each text.</summary>
    internal void OnAwayReply(in IrcLine line)
    {
        var (nick, text) = (state.Text(line[1]), state.Plain(line.Last));
        if (!TargetName.IsValidNick(nick))
            return;
        var key = state.Key(nick);
        _away ??= new(StringComparer.Ordinal);
        if (_away.Remove(key, out var told) && told == text)
        {
            _away.Add(key, text);
            return;
        }
        while (_away.Count >= MaxAway)
            _away.RemoveAt(0);
        _away.Add(key, text);
        var notice = new Notice(text.Length > 0 ? $"{nick} is away: {text}" : $"{nick} is away.") { Chat = new ChatId(TargetName.ToId(nick)), Code = "irc.301" };
        state.Effects.Publish(notice);
    }

    private void OnError(in IrcLine line, bool isTold)
    {
        if (messages.OnError(line, state.Text(line[1]), WithHint))
            return;
        if (!isTold)
            Tell(line, isError: true, ChatOf(line));
    }

    // 477 and 486: for people with an account only.
    private string WithHint(int numeric, string text) => numeric is 477 or 486 && state.LoggedInAs is null
        ? $"{text.TrimEnd('.')}. Who has an account on the server logs in with the command 'login'; who has none registers one with its services first, mostly NickServ."
        : text;

    private ChatId? ChatOf(in IrcLine line)
    {
        if (line.Count < 3)
            return null;
        var name = state.Text(line[1]);
        if (channels.Find(name) is { } channel)
            return channel.Id;
        // Other numerics name commands or numbers there.
        return Numerics.NamesChat(line.Numeric) && TargetName.IsValid(name) ? new ChatId(TargetName.ToId(name)) : null;
    }

    private void Tell(in IrcLine line, bool isError, ChatId? chat)
    {
        // The first parameter is our nick; the rest is what people should read.
        var words = new List<string>();
        for (var i = 1; i < line.Count; i++)
            words.Add(state.Plain(line[i]));
        var text = words.Count == 0 ? "" : isError ? words[^1] : string.Join(' ', words);
        if (isError && words.Count > 1)
            text = $"{string.Join(' ', words.Take(words.Count - 1))}: {text}";
        var code = "irc." + state.Text(line.Command);
        if (text.Length > 0 && isError)
            state.Effects.Publish(new Notice(text) { Chat = chat, Code = code, IsError = true });
        else if (!isError)
            texts.Add(chat, code, text);
    }
}
