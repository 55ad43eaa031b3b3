using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Messages of one chat on their way: where in which one the sender is, and what became of those before.</summary>
internal sealed class SendBatch(IReadOnlyList<OutgoingMessage> messages)
{
    private const int MaxText = 64 * 1024;
    private const int MaxLines = 500;
    private const int MaxQuote = 120;
    private static readonly SendResult AfterOther = SendResult.NotSent("An earlier message has to go first.");

    private readonly SendResult?[] _results = new SendResult?[messages.Count];
    private PendingSend?[]? _pending;
    private List<(PendingRead Message, int Lines)>? _unread;
    private FormattingState _format;
    private bool _isFormatted;
    private bool _begun;
    private bool _partlyWritten;
    private int _settled;
    private int _confirmed;
    private int _at;

    /// <summary>The message that is being composed.</summary>
    internal int Index { get; private set; }

    internal OutgoingMessage Current => messages[Index];

    /// <summary>Its text, cleaned; null when it is yet to be looked at.</summary>
    internal string? Text { get; private set; }

    internal bool IsAction { get; private set; }

    internal bool IsNotice { get; private set; }

    /// <summary>The tags that say which message this one answers, until they are written: with its first line.</summary>
    internal string? ReplyTags { get; private set; }

    /// <summary>The lines that have to leave together, once they are cut (<c>draft/multiline</c>).</summary>
    internal List<(string Text, bool Joined)>? Chunk { get; private set; }

    /// <summary>How many of the flood limit's tokens the chunk has.</summary>
    internal int ChunkTokens { get; set; }

    internal bool IsComposed => Index == messages.Count;

    /// <summary>Looks at the next message; false when it cannot be sent at all, which ends the batch.</summary>
    /// <param name="formats">Whether spans are written as codes.</param>
    /// <param name="replyTags">The tags of an answer to a message, or null when it cannot be named.</param>
    internal bool Open(bool formats, Func<MessageId, string?>? replyTags)
    {
        if (IsRefused())
        {
            Stop(AfterOther);
            return false;
        }
        var message = messages[Index];
        var content = message.Content;
        var text = LineSplitter.Clean(content.Text?.Plain ?? "");
        SendResult? refusal = null;
        if (content.Text is null && content.Parts.Count > 0)
            refusal = SendResult.Refused(NetworkError.Unsupported, "IRC carries text only.");
        else if (text.Length > MaxText)
            refusal = SendResult.Refused(NetworkError.TooLong, "The text is too long for IRC: 65,536 characters are the most.");
        else if (text.AsSpan().Count('\n') >= MaxLines)
            refusal = SendResult.Refused(NetworkError.TooLong, "The text has too many lines for IRC: 500 are the most.");
        else if (text.AsSpan().Trim().IsEmpty)
            refusal = SendResult.Refused(NetworkError.Malformed, "IRC has no empty messages.");
        if (refusal is not null)
        {
            _results[Index++] = refusal;
            Stop(AfterOther);
            return false;
        }
        if (formats && content.Text is { Spans.Count: > 0 } rich)
            text = LineSplitter.Clean(FormattingWriter.Write(rich));
        IsAction = content.Flags.HasFlag(MessageFlags.Action);
        IsNotice = content.Flags.HasFlag(MessageFlags.Notice);
        ReplyTags = message.ReplyTo?.Target is { } target ? replyTags?.Invoke(target) : null;
        // Where replies are not tags at all, the core has written them as text already.
        if (ReplyTags is null && replyTags is not null && !IsAction && QuoteOf(message.ReplyTo) is { } quote)
            text = quote + text;
        Text = message.OnBehalfOf is { } speaker ? $"<{LineSplitter.Clean(speaker).Replace('\n', ' ')}> {text}" : text;
        _format = default;
        _isFormatted = FormattingState.IsNeeded(Text);
        _at = 0;
        return true;
    }

    /// <summary>The next line of the current message. False at its end.</summary>
    internal bool TryNextLine(int budget, out ReadOnlySpan<char> line)
    {
        var found = LineSplitter.TryNext(Text ?? "", ref _at, BudgetOf(budget), out var start, out var length);
        // An empty line cannot be sent; a space keeps the distance.
        line = !found ? [] : length == 0 ? " " : _isFormatted ? _format.Wrap(Text.AsSpan(start, length)) : Text.AsSpan(start, length);
        _begun |= found;
        return found;
    }

    /// <summary>Whether what is left of the current message is more than one line.</summary>
    internal bool NeedsLines(int budget) =>
        Text is not null && (Text.AsSpan(_at).Contains('\n') || Encoding.UTF8.GetByteCount(Text.AsSpan(_at)) > BudgetOf(budget));

    /// <summary>Cuts the next lines of the current message, as many as may be in one batch.</summary>
    internal void CutChunk(int budget, MultilineLimits limits)
    {
        var text = Text ?? "";
        var bytes = 0;
        Chunk = [];
        ChunkTokens = 0;
        while (Chunk.Count < limits.MaxLines)
        {
            var (at, format) = (_at, _format);
            if (!LineSplitter.TryNext(text, ref _at, Math.Min(BudgetOf(budget), limits.MaxBytes - FormattingState.MaxBytes), out var start, out var length))
                break;
            // A batch of empty lines is refused, so none begins with one.
            if (length == 0 && Chunk.Count == 0)
                continue;
            var joined = Chunk.Count > 0 && text[start - 1] != '\n';
            var line = _isFormatted ? _format.Wrap(text.AsSpan(start, length)) : text.Substring(start, length);
            bytes += Encoding.UTF8.GetByteCount(line) + (joined || Chunk.Count == 0 ? 0 : 1);
            if (bytes > limits.MaxBytes && Chunk.Count > 0)
            {
                (_at, _format) = (at, format);
                break;
            }
            Chunk.Add((line, joined));
        }
    }

    /// <summary>The chunk is composed.</summary>
    internal void CloseChunk()
    {
        _begun |= Chunk is { Count: > 0 };
        Chunk = null;
    }

    internal string? TakeReplyTags()
    {
        var tags = ReplyTags;
        ReplyTags = null;
        return tags;
    }

    internal bool HasMoreLines => Text is not null && _at < Text.Length;

    /// <summary>What waits for the server's word on the current message; null as long as nothing does.</summary>
    internal PendingSend? Pending
    {
        get => _pending?[Index];
        set => (_pending ??= new PendingSend?[messages.Count])[Index] = value;
    }

    /// <summary>Lines of a message are composed that the server has to read.</summary>
    internal void AddUnread(PendingRead message, int lines)
    {
        message.AddLines(lines);
        (_unread ??= []).Add((message, lines));
    }

    /// <summary>The lines that the server has to read, of those composed since the last time; null when there are none.</summary>
    internal List<(PendingRead Message, int Lines)>? TakeUnread()
    {
        var unread = _unread;
        _unread = null;
        HasUnread |= unread is not null;
        return unread;
    }

    /// <summary>There were such lines.</summary>
    internal bool HasUnread { get; private set; }

    /// <summary>Every line of the current message is composed.</summary>
    internal PendingSend? Close()
    {
        Text = null;
        var pending = Pending;
        Index++;
        _begun = false;
        return pending;
    }

    /// <summary>What became of the lines composed since the last time. False when the rest cannot go.</summary>
    internal bool Settle(WriteOutcome outcome)
    {
        if (outcome == WriteOutcome.Written)
        {
            for (; _settled < Index; _settled++)
            {
                if (_pending?[_settled] is null)
                    _results[_settled] ??= SendResult.Accepted;
            }
            return true;
        }
        // Of the first message here, lines may have left before this write.
        if (outcome == WriteOutcome.NotWritten && _partlyWritten)
            SetUncertain(_settled);
        for (var i = _settled; outcome == WriteOutcome.Broken && i < Math.Min(Index + (_begun ? 1 : 0), messages.Count); i++)
            SetUncertain(i);
        Index = _settled;
        Stop(SendResult.NotSent("The connection to the server was lost."));
        return false;
    }

    /// <summary>Notes that lines of the current message have left while others have not.</summary>
    internal void NotePart() => _partlyWritten = _begun;

    /// <summary>Ends the batch before the next line: the session ends or the core does.</summary>
    internal void Interrupt()
    {
        if (_begun && !IsComposed)
            SetUncertain(Index);
        Stop(SendResult.NotSent("The connection to the server has ended."));
    }

    /// <summary>Answers the message that is next and all after it, as far as they have no answer yet.</summary>
    internal void Stop(SendResult rest)
    {
        for (var i = Index; i < _results.Length; i++)
            _results[i] ??= rest;
        IsStopped = true;
    }

    /// <summary>Nothing more of it will be sent.</summary>
    internal bool IsStopped { get; private set; }

    /// <summary>The results, once the server has confirmed what it confirms.</summary>
    internal async Task<SendResult[]> ResultsAsync(Func<PendingSend, Task<SendResult>> confirmed)
    {
        for (var i = 0; i < _results.Length; i++)
            _results[i] ??= _pending?[i] is { } pending ? await confirmed(pending).ConfigureAwait(false) : SendResult.NotSent("The message was not sent.");
        return _results!;
    }

    // The text grows by what its formatting needs at either end of a line.
    private int BudgetOf(int budget) => _isFormatted ? budget - FormattingState.MaxBytes : budget;

    private static string? QuoteOf(ReplyReference? reply)
    {
        var said = LineSplitter.Clean(reply?.Quote ?? "").AsSpan();
        var end = said.IndexOf('\n');
        var line = (end < 0 ? said : said[..end]).Trim();
        if (line.IsEmpty)
            return null;
        var at = 0;
        LineSplitter.TryNext(line.ToString(), ref at, MaxQuote, out _, out var length);
        var author = reply?.Author is { } who ? $"<{LineSplitter.Clean(who.Value).Replace('\n', ' ')}> " : "";
        return $"> {author}{line[..length].TrimEnd()}{(length < line.Length || end >= 0 ? "…" : "")}\n";
    }

    /// <summary>Whether the server has not accepted a message before this one, as far as it has answered.</summary>
    private bool IsRefused()
    {
        for (; _confirmed < Index && _pending?[_confirmed]?.Done.Task is { IsCompletedSuccessfully: true } done; _confirmed++)
        {
            if (done.Result.Outcome != SendOutcome.Accepted)
                return true;
        }
        return false;
    }

    private void SetUncertain(int index) => _results[index] ??= SendResult.Uncertain("The connection was lost while the message was being sent.");
}
