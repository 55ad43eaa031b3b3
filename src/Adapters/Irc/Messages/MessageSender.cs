using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Writes messages: many lines in one write as far as the flood limit lets them go.</summary>
internal sealed class MessageSender(IrcState state, ChannelTable channels, Joins joins, EchoTable echoes, RequestTable requests)
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

    internal async Task<SendResult[]> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken stop)
    {
        var batch = new SendBatch(messages);
        var name = messages[0].Chat.Value;
        if (await ObstacleAsync(name, stop).ConfigureAwait(false) is { } obstacle)
        {
            batch.Stop(obstacle);
            return await batch.ResultsAsync(ConfirmedAsync).ConfigureAwait(false);
        }
        var target = channels.Find(name)?.Name ?? name;
        using var output = new OutputBuffer(messages.Count > 1 ? 4096 : 512);
        var granted = false;
        while (true)
        {
            Compose(batch, output, target, ref granted);
            if (output.Length > 0)
            {
                if (!batch.Settle(await state.Link.WriteAsync(output.Written).ConfigureAwait(false)))
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
        return await batch.ResultsAsync(ConfirmedAsync).ConfigureAwait(false);
    }

    /// <summary>Puts lines into the buffer until a token is missing or the batch ends.</summary>
    private void Compose(SendBatch batch, OutputBuffer output, string target, ref bool granted)
    {
        var targetBytes = Encoding.UTF8.GetByteCount(target);
        while (!batch.IsComposed && output.Length < MaxWrite)
        {
            if (batch.Text is null && !batch.Open())
                return;
            if (!granted && !state.Limiter.TryTake())
                return;
            granted = false;
            var command = batch.IsNotice ? "NOTICE" : Command;
            var overhead = state.OverheadOf(command.Length + 1 + targetBytes) + Reserve + (batch.IsAction ? ActionMarks : 0);
            if (batch.TryNextLine(Math.Max(state.Features.LineLength - overhead, MinBudget), out var line))
                Write(batch, output, target, line);
            if (!batch.HasMoreLines && batch.Close() is { } echo)
                echoes.Complete(echo);
        }
    }

    private void Write(SendBatch batch, OutputBuffer output, string target, ReadOnlySpan<char> line)
    {
        if (state.Has(IrcCaps.EchoMessage))
            ExpectEcho(batch, output, target, line);
        output.Raw(batch.IsNotice ? "NOTICE "u8 : "PRIVMSG "u8).Text(target).Raw(" :"u8);
        if (batch.IsAction)
            output.Raw("\u0001ACTION "u8).Text(line).Raw("\u0001"u8).End();
        else
            output.Text(line).End();
    }

    // On its own: what it captures would be allocated for every line otherwise.
    private void ExpectEcho(SendBatch batch, OutputBuffer output, string target, ReadOnlySpan<char> line)
    {
        var echo = batch.EchoOf(message => new PendingEcho(message.Token, message.Chat, state.Key(target)));
        if (state.Has(IrcCaps.LabeledResponse | IrcCaps.Batch))
            output.Raw("@label="u8).Number(echoes.ExpectLabel(echo)).Raw(" "u8);
        else
            echoes.ExpectNext(echo, batch.IsAction ? $"\u0001ACTION {line}\u0001" : line);
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

    private async Task<SendResult> ConfirmedAsync(PendingEcho echo)
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
}
