namespace Bridge.Adapters.Irc;

/// <summary>A page of history as the server sends it.</summary>
internal sealed class HistoryLines(ChatId chat, string targetKey, bool isChannel, int most)
{
    private readonly List<Line> _lines = [];

    internal ChatId Chat => chat;

    internal string TargetKey => targetKey;

    internal bool IsChannel => isChannel;

    /// <summary>The lines in the order of their times, with what they lead to.</summary>
    internal IReadOnlyList<Line> Lines => [.. _lines.OrderBy(static line => line.At ?? DateTimeOffset.MaxValue)];

    /// <summary>Takes a message in; one that leads to no event is a place in the history all the same.</summary>
    internal void Add(DateTimeOffset? at, string? id, MessageReceived? message)
    {
        if (_lines.Count < most)
            _lines.Add(new Line(at, id, message is null ? [] : [message]));
    }

    /// <summary>Takes in what belongs to the message before it (<c>draft/chathistory-context</c>, REDACT).</summary>
    internal void AddContext(NetworkEvent followUp)
    {
        if (_lines.Count == 0)
            Add(followUp.At, null, null);
        // More about one message than anybody says.
        if (_lines.Count > 0 && _lines[^1].Events.Count < 100)
            _lines[^1].Events.Add(followUp.At is null ? followUp with { At = _lines[^1].At } : followUp);
    }

    /// <summary>One message and what was said about it.</summary>
    internal sealed record Line(DateTimeOffset? At, string? Id, List<NetworkEvent> Events);
}
