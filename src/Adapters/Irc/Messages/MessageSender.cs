using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Writes messages: many lines in one write as far as the flood limit lets them go.</summary>
internal sealed class MessageSender(
    IrcState state, ChannelTable channels, Joins joins, EchoTable echoes, ReadBarrier reads, RequestTable requests, TypingTable typing)
{
    // A room's client comes from a different source than expected (a cloak set a moment ago) now and then: some bytes in reserve.
    private const int Reserve = 10;
    private const int MaxWrite = 64 * 1024;
    private const int ActionMarks = 9;
    private const int MinBudget = 16;
    private const string Command = "PRIVMSG";

    private static readonly TimeSpan EchoTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EchoLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan JoinGrace = TimeSpan.FromSeconds(60);

    private int _batches;

    internal async Task<SendResult[]> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken stop)
    {
        var batch = new SendBatch(messages);
        var name = messages[0].Chat.Value;
        if (await ObstacleAsync(name, stop).ConfigureAwait(false) is { } obstacle)
        {
            batch.Stop(obstacle);
            return await batch.ResultsAsync(ConfirmedAsync).ConfigureAwait(false);
        }
        var channel = channels.Find(name);
        var canReply = MessageTags.CanReply(state);
        var target = new Target(channel?.Name ?? name, channel is not { TakesNoFormatting: true }, canReply ? id => MessageTags.Reply(state, id) : null);
        typing.Sent(target.Name);
        using var output = new OutputBuffer(messages.Count > 1 ? 4096 : 512) { Encoding = state.OutgoingOf(messages[0].Chat) };
        var granted = false;
        while (true)
        {
            Compose(batch, output, target, ref granted);
            if (output.Length > 0)
            {
                if (!batch.Settle(await WriteAsync(batch, output).ConfigureAwait(false)))
                    break;
                batch.NotePart();
                if (output.Length >= MaxWrite)
                {
                    output.Clear();
                    continue;
                }
                output.Clear();
            }
            if (batch.IsComposed || batch.IsStopped)
                break;
            granted = await state.Limiter.TakeAsync(stop).ConfigureAwait(false);
            if (granted)
                continue;
            batch.Interrupt();
            break;
        }
        // Once for all of it: the PING is a line as well for the server that counts them.
        if (batch.HasUnread)
            reads.Ask();
        return await batch.ResultsAsync(ConfirmedAsync).ConfigureAwait(false);
    }

    /// <summary>Puts lines into the buffer until a token is missing or the batch ends.</summary>
    private void Compose(SendBatch batch, OutputBuffer output, Target target, ref bool granted)
    {
        while (!batch.IsComposed && output.Length < MaxWrite)
        {
            if (batch.Text is null && !batch.Open(target.Formats, target.ReplyTags))
                return;
            var budget = BudgetOf(batch, target.Name);
            // A batch holds one kind of command and no CTCP: actions go line by line.
            if (batch.Chunk is null && !batch.IsAction && state.Has(IrcCaps.Multiline | IrcCaps.Batch) && state.Multiline is { } limits && batch.NeedsLines(budget))
                batch.CutChunk(budget, limits);
            if (batch.Chunk is { } chunk)
            {
                if (!TakeTokens(batch, chunk.Count, ref granted))
                    return;
                WriteChunk(batch, output, target.Name, chunk);
                batch.CloseChunk();
            }
            else
            {
                if (!granted && !state.Limiter.TryTake())
                    return;
                granted = false;
                if (batch.TryNextLine(budget, out var line))
                    Write(batch, output, target.Name, line);
            }
            if (!batch.HasMoreLines)
                Close(batch);
        }
    }

    private void Close(SendBatch batch)
    {
        var pending = batch.Close();
        if (pending is PendingEcho echo)
            echoes.Complete(echo);
        else if (pending is PendingRead read)
            reads.Complete(read);
    }

    private ValueTask<WriteOutcome> WriteAsync(SendBatch batch, OutputBuffer output) =>
        batch.TakeUnread() is { } lines ? state.Link.WriteAsync(output.Written, () => reads.Writing(lines)) : state.Link.WriteAsync(output.Written);

    private int BudgetOf(SendBatch batch, string target)
    {
        var command = batch.IsNotice ? "NOTICE" : Command;
        var overhead = state.OverheadOf(command.Length + 1 + Encoding.UTF8.GetByteCount(target)) + Reserve + (batch.IsAction ? ActionMarks : 0);
        return Math.Max(state.Features.LineLength - overhead, MinBudget);
    }

    // All of a batch leaves at once, so it waits until there is a token for every line of it.
    private bool TakeTokens(SendBatch batch, int count, ref bool granted)
    {
        while (batch.ChunkTokens < count)
        {
            if (!granted && !state.Limiter.TryTake())
                return false;
            granted = false;
            batch.ChunkTokens++;
        }
        return true;
    }

    private void Write(SendBatch batch, OutputBuffer output, string target, ReadOnlySpan<char> line)
    {
        uint label = 0;
        if ((batch.Pending ?? Begin(batch, target)) is PendingEcho echo)
            label = ExpectEcho(echo, batch.IsAction, line);
        else if (batch.Pending is PendingRead read)
            batch.AddUnread(read, 1);
        WriteTags(output, label, batch.TakeReplyTags());
        output.Raw(batch.IsNotice ? "NOTICE "u8 : "PRIVMSG "u8).Text(target).Raw(" :"u8);
        if (batch.IsAction)
            output.Raw("\u0001ACTION "u8).Text(line).Raw("\u0001"u8).End();
        else
            output.Text(line).End();
    }

    /// <summary>Writes a batch of <c>draft/multiline</c>: all tags of the message are on its first line (section "Message tags").</summary>
    private void WriteChunk(SendBatch batch, OutputBuffer output, string target, List<(string Text, bool Joined)> lines)
    {
        if (lines.Count < 2)
        {
            foreach (var (text, _) in lines)
                Write(batch, output, target, text);
            return;
        }
        uint label = 0;
        if ((batch.Pending ?? Begin(batch, target)) is PendingEcho echo)
        {
            echo.IsBatch = true;
            label = ExpectEcho(echo, isAction: false, MultilineText.Join(lines));
        }
        else if (batch.Pending is PendingRead read)
            batch.AddUnread(read, lines.Count);
        var reference = (uint)Interlocked.Increment(ref _batches);
        WriteTags(output, label, batch.TakeReplyTags());
        output.Raw("BATCH +b"u8).Number(reference).Raw(" draft/multiline "u8).Text(target).End();
        foreach (var (text, joined) in lines)
        {
            output.Raw("@batch=b"u8).Number(reference).Raw(joined ? ";draft/multiline-concat "u8 : " "u8);
            output.Raw(batch.IsNotice ? "NOTICE "u8 : "PRIVMSG "u8).Text(target).Raw(" :"u8).Text(text).End();
        }
        output.Raw("BATCH -b"u8).Number(reference).End();
    }

    private static void WriteTags(OutputBuffer output, uint label, string? others)
    {
        if (label == 0 && others is null)
            return;
        output.Raw("@"u8);
        if (label != 0)
            output.Raw("label="u8).Number(label);
        if (others is not null)
            output.Raw(label != 0 ? ";"u8 : ""u8).Tags(others);
        output.Raw(" "u8);
    }

    /// <summary>Has the current message wait for the server's word, as far as the server gives one.</summary>
    private PendingSend? Begin(SendBatch batch, string target)
    {
        if (state.Has(IrcCaps.EchoMessage))
            batch.Pending = new PendingEcho(batch.Current.Token, batch.Current.Chat, state.Key(target));
        else if (reads.IsOfUse)
            batch.Pending = new PendingRead(state.Key(target));
        return batch.Pending;
    }

    private uint ExpectEcho(PendingEcho echo, bool isAction, ReadOnlySpan<char> text)
    {
        if (state.Has(IrcCaps.LabeledResponse | IrcCaps.Batch))
            return echoes.ExpectLabel(echo);
        echoes.ExpectNext(echo, isAction ? $"\u0001ACTION {text}\u0001" : text);
        return 0;
    }

    /// <summary>Why nothing can be sent there now, or null.</summary>
    private async ValueTask<SendResult?> ObstacleAsync(string name, CancellationToken stop)
    {
        if (!state.IsReady || state.Link.IsClosed)
            return SendResult.NotSent("There is no connection to the server.");
        if (!TargetName.IsValid(name))
            return SendResult.Refused(NetworkError.Malformed, "IRC has no such address.");
        if (state.OverheadOf(Command.Length + 1 + Encoding.UTF8.GetByteCount(name)) + Reserve + ActionMarks + MinBudget > state.Features.LineLength)
            return SendResult.Refused(NetworkError.Malformed, "The address is too long for IRC.");
        if (!IrcAddressCodec.IsChannel(name) || channels.Find(name) is not null)
            return null;
        // After a reconnection messages may be quicker than the JOIN before them; without it the server would refuse them for good.
        if (joins.Find(state.Key(name)) is { } pending)
        {
            await WaitAsync(pending.Done.Task, stop).ConfigureAwait(false);
            return channels.Find(name) is not null ? null : SendResult.NotSent("The channel is not joined yet.", TimeSpan.FromSeconds(2));
        }
        return state.Time.GetElapsedTime(state.ReadyAt) < JoinGrace
            ? SendResult.NotSent("The channel is not joined yet.", TimeSpan.FromSeconds(2))
            : SendResult.Refused(NetworkError.NotJoined, $"The account is not in {name}.");
    }

    private async Task WaitAsync(Task joined, CancellationToken stop)
    {
        try
        {
            await joined.WaitAsync(JoinTimeout, state.Time, stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NetworkException or TimeoutException or OperationCanceledException)
        {
            // Whether the channel is joined is looked up after this, whatever came of the wait.
        }
    }

    private Task<SendResult> ConfirmedAsync(PendingSend pending) => pending is PendingEcho echo ? EchoedAsync(echo) : pending.Done.Task;

    private async Task<SendResult> EchoedAsync(PendingEcho echo)
    {
        var since = state.Time.GetTimestamp();
        while (true)
        {
            // A server that takes its time over many lines still makes progress.
            var left = EchoTimeout - state.Time.GetElapsedTime(Math.Max(since, echoes.Progress));
            if (echo.Done.Task.IsCompleted)
                return await echo.Done.Task.ConfigureAwait(false);
            if (left <= TimeSpan.Zero)
                break;
            try
            {
                return await echo.Done.Task.WaitAsync(left, state.Time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // The loop looks whether others moved.
            }
        }
        // A server that holds commands back (fake lag) holds them all back: only what a PING behind it has passed gets no echo any more.
        try
        {
            await Task.WhenAny(echo.Done.Task, requests.PassAsync(since)).WaitAsync(EchoLimit, state.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It answers nothing.
        }
        if (echo.Done.Task.IsCompleted)
            return await echo.Done.Task.ConfigureAwait(false);
        echoes.Abandon(echo);
        return SendResult.Uncertain("The server did not confirm the message.");
    }

    /// <summary>Where a batch goes, and what may go there.</summary>
    private readonly record struct Target(string Name, bool Formats, Func<MessageId, string?>? ReplyTags);
}
