namespace Bridge.Adapters.Irc;

/// <summary>
/// What was written between two PINGs of <see cref="ReadBarrier"/>, and the refusals that came for it. A refusal names where a line went and not which
/// line it was. What is refused as a whole is known for it all the same; of several messages of which some were refused, it is known of none.
/// </summary>
internal sealed class UnreadLines
{
    private readonly Dictionary<PendingRead, int> _messages = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private Dictionary<string, (int Count, SendResult First)>? _refusals;
    private SendResult? _unnamed;

    internal void Add(PendingRead message, int lines)
    {
        _messages[message] = _messages.GetValueOrDefault(message) + lines;
        _lines[message.Target] = _lines.GetValueOrDefault(message.Target) + lines;
    }

    /// <summary>Notes that a line to there was refused. False when none was written.</summary>
    internal bool Refuse(string target, SendResult refusal)
    {
        if (!_lines.ContainsKey(target))
            return false;
        _refusals ??= new(StringComparer.Ordinal);
        var (count, first) = _refusals.GetValueOrDefault(target, (0, refusal));
        _refusals[target] = (count + 1, first);
        return true;
    }

    /// <summary>Notes that a line was refused, and the server does not say to where it went.</summary>
    internal void RefuseUnnamed(SendResult refusal) => _unnamed ??= refusal;

    /// <summary>The server has read all of it, or nobody knows.</summary>
    internal void Settle(SendResult? doubt)
    {
        var isAlone = _messages.Count == 1;
        foreach (var (message, count) in _messages)
        {
            if (_refusals?.TryGetValue(message.Target, out var refused) == true)
            {
                // As many as cannot have been lines of others.
                var certain = Math.Clamp(refused.Count - (_lines[message.Target] - count), 0, count);
                message.Pass(count, certain, refused.First, certain > 0 ? doubt : OneOfSeveral(refused.First));
            }
            else if (_unnamed is { } unnamed)
                message.Pass(count, isAlone ? 1 : 0, unnamed, isAlone ? doubt : OneOfSeveral(unnamed));
            else
                message.Pass(count, 0, null, doubt);
        }
    }

    /// <summary>The connection is gone: nobody knows what became of it.</summary>
    internal void Lose(SendResult lost)
    {
        foreach (var message in _messages.Keys)
            message.Done.TrySetResult(lost);
    }

    private static SendResult OneOfSeveral(SendResult refusal) =>
        SendResult.Uncertain("The server has refused one of several messages and does not say which: " + refusal.Reason);
}
