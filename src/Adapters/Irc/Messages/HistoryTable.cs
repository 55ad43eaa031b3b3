using System.Globalization;

namespace Bridge.Adapters.Irc;

/// <summary>Brings batches of history together with who asked for them. What nobody waits for any more is taken in all the same, and goes nowhere.</summary>
internal sealed class HistoryTable(IrcState state)
{
    private const int MaxGivenUp = 32;

    private Queue<HistoryFetch>? _givenUp;
    private HistoryFetch? _current;
    private int _labels;

    /// <summary>A label for a request; null where the server has none.</summary>
    internal string? NewLabel() =>
        state.Has(IrcCaps.LabeledResponse) ? "h" + Interlocked.Increment(ref _labels).ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>The request is about to be written; one at a time.</summary>
    internal void Begin(HistoryFetch fetch)
    {
        lock (state.Gate)
        {
            _current = fetch;
        }
    }

    /// <summary>Nobody waits for the request any more.</summary>
    internal void End(HistoryFetch fetch)
    {
        lock (state.Gate)
        {
            if (!ReferenceEquals(_current, fetch))
                return;
            _current = null;
            if (fetch.Answer.IsCompleted)
                return;
            (_givenUp ??= new()).Enqueue(fetch);
            if (_givenUp.Count > MaxGivenUp)
                _givenUp.Dequeue();
        }
    }

    /// <summary>The request that <c>BATCH +reference chathistory target</c> answers; null for a batch that nobody asked for.</summary>
    internal HistoryLines? Claim(in IrcLine line)
    {
        var label = line.TryGetTag("label"u8, out var value) ? state.Text(value) : null;
        var key = state.Key(state.Text(line[2]));
        lock (state.Gate)
        {
            if (_givenUp?.FirstOrDefault(fetch => Answers(fetch, label, key)) is { } late)
                return late.Lines;
            return _current is { } current && Answers(current, label, key) ? current.Lines : null;
        }
    }

    /// <summary>The batch has ended.</summary>
    internal void Complete(HistoryLines lines)
    {
        lock (state.Gate)
        {
            if (ReferenceEquals(_current?.Lines, lines))
                _current.Finish(state);
            else if (_givenUp?.FirstOrDefault(fetch => ReferenceEquals(fetch.Lines, lines)) is { } late)
                Remove(late);
        }
    }

    private static bool Answers(HistoryFetch fetch, string? label, string key) =>
        fetch.Label is { } expected ? expected == label : fetch.Lines.TargetKey == key;

    private void Remove(HistoryFetch late)
    {
        for (var i = _givenUp!.Count; i > 0; i--)
        {
            if (_givenUp.Dequeue() is var other && !ReferenceEquals(other, late))
                _givenUp.Enqueue(other);
        }
    }
}
