using System.Globalization;

namespace Bridge.Adapters.Irc;

/// <summary>Fetches pages of history (<c>draft/chathistory</c>).</summary>
internal sealed class HistoryReader(IrcState state, ChannelTable channels, RequestTable requests, HistoryTable histories)
{
    private const int UsualLimit = 100;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(25);

    internal async Task<HistoryPage> FetchAsync(ChatId chat, HistoryRequest request, CancellationToken stop)
    {
        if (!state.Has(IrcCaps.ChatHistory | IrcCaps.Batch))
            throw new NetworkException(NetworkError.Unsupported, "This server has no history.");
        var target = channels.Find(chat.Value)?.Name ?? chat.Value;
        if (!TargetName.IsValid(target))
            throw new NetworkException(NetworkError.NotFound, "IRC has no such address.");
        var question = QuestionOf(request);
        // 0 says that there is no limit; a server that does not say has one.
        var limit = Math.Min(Math.Clamp(request.Limit, 1, 1000), state.Features.HistoryLimit is > 0 and var most ? most : UsualLimit);
        var fetch = new HistoryFetch(new HistoryLines(chat, state.Key(target), IrcAddressCodec.IsChannel(target), limit + 10), histories.NewLabel());
        try
        {
            var lines = (await requests.QueryAsync(fetch, output => Write(output, fetch, question, target, limit), Timeout, stop).ConfigureAwait(false)).Lines;
            return PageOf(question, lines, isFull: lines.Count >= limit);
        }
        finally
        {
            histories.End(fetch);
        }
    }

    private HistoryQuestion QuestionOf(HistoryRequest request)
    {
        if (request.Cursor is { } cursor)
            return HistoryQuestion.Parse(cursor) ?? throw new NetworkException(NetworkError.NotFound, "There is no such page of the history.");
        // The time itself is left out by the server, and wanted here.
        var from = request.After is { } after ? ReferenceTo(after) : request.Since is { } since ? ReferenceTo(since.AddMilliseconds(-1)) : null;
        var to = request.Before is { } before ? ReferenceTo(before) : null;
        return (from, to) switch
        {
            (not null, not null) => new HistoryQuestion("BETWEEN", from, to),
            (not null, null) => new HistoryQuestion("AFTER", from),
            (null, not null) => new HistoryQuestion("BEFORE", to),
            _ => HistoryQuestion.Latest,
        };
    }

    private string ReferenceTo(MessageId id)
    {
        if (state.Features.HistoryById && TagValue.IsParameter(id.Value))
            return "msgid=" + id.Value;
        return state.Memory.TryGet(id.Value, out var known) ? ReferenceTo(known.At) : throw new NetworkException(NetworkError.NotFound, "There is no such message.");
    }

    private string ReferenceTo(DateTimeOffset at) => state.Features.HistoryByTime
        ? "timestamp=" + TagValue.WriteTime(at)
        : throw new NetworkException(NetworkError.Unsupported, "This server does not find messages by time.");

    private void Write(OutputBuffer output, HistoryFetch fetch, HistoryQuestion question, string target, int limit)
    {
        histories.Begin(fetch);
        if (fetch.Label is { } label)
            output.Raw("@label="u8).Text(label).Raw(" "u8);
        output.Raw("CHATHISTORY "u8).Text(question.Command).Raw(" "u8).Text(target).Raw(" "u8).Text(question.First).Raw(" "u8);
        if (question.Second is { } second)
            output.Text(second).Raw(" "u8);
        output.Text(limit.ToString(CultureInfo.InvariantCulture)).End();
    }

    // A server may leave lines out of a page, so only an empty one is the end.
    private HistoryPage PageOf(HistoryQuestion question, IReadOnlyList<HistoryLines.Line> lines, bool isFull)
    {
        var next = lines.Count == 0 ? null : NextOf(question, ref lines, isFull);
        return new HistoryPage([.. lines.SelectMany(static line => line.Events)], next == question ? null : next?.ToCursor());
    }

    private HistoryQuestion? NextOf(HistoryQuestion question, ref IReadOnlyList<HistoryLines.Line> lines, bool isFull)
    {
        var edge = question.IsForward ? lines[^1] : lines[0];
        if (state.Features.HistoryById && edge.Id is { } id && TagValue.IsParameter(id))
            return Following(question, "msgid=" + id);
        if (!state.Features.HistoryByTime || edge.At is not { } at)
            return null;
        // The page may end among messages of one time, which can only be had together: they are left to the next.
        List<HistoryLines.Line> before = [.. lines.Where(line => line.At != at)];
        if (isFull && before.Count > 0 && before[question.IsForward ? ^1 : 0].At is { } other)
            (lines, at) = (before, other);
        return Following(question, ReferenceTo(at));
    }

    private static HistoryQuestion Following(HistoryQuestion question, string edge) =>
        question.IsForward ? question with { First = edge } : new HistoryQuestion("BEFORE", edge);
}
