namespace Bridge.Adapters.Irc;

/// <summary>Commands about many channels that share lines: what waits for the flood limit goes with the first line that it fits into.</summary>
/// <param name="state">The session's.</param>
/// <param name="take">Takes out of what waits, in order, what goes with the next line.</param>
/// <param name="write">Writes that line.</param>
/// <param name="written">Told what became of it; <see cref="WriteOutcome.NotWritten"/> for all that is left when the session ends.</param>
internal sealed class SharedLines<T>(
    IrcState state, Func<LinkedList<T>, List<T>> take, Action<OutputBuffer, List<T>> write, Action<List<T>, WriteOutcome> written)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly LinkedList<T> _waiting = new();
    private bool _isWriting;

    internal void Add(T command)
    {
        lock (_lock)
        {
            _waiting.AddLast(command);
            if (_isWriting)
                return;
            _isWriting = true;
        }
        _ = WriteAsync();
    }

    /// <summary>Takes back what has not gone yet.</summary>
    internal bool Remove(T command)
    {
        lock (_lock)
        {
            return _waiting.Remove(command);
        }
    }

    private async Task WriteAsync()
    {
        // Whoever asks for many asks for them in a row.
        await Task.Yield();
        using var output = new OutputBuffer(512) { Encoding = state.Link.Outgoing };
        while (!IsDone())
        {
            var granted = await state.Limiter.TakeAsync(CancellationToken.None).ConfigureAwait(false);
            List<T> line;
            lock (_lock)
            {
                line = granted ? take(_waiting) : [.. _waiting];
                if (!granted)
                    _waiting.Clear();
            }
            if (line.Count == 0)
                continue;
            output.Clear();
            if (granted)
                write(output, line);
            written(line, granted ? await state.Link.WriteAsync(output.Written).ConfigureAwait(false) : WriteOutcome.NotWritten);
        }
    }

    private bool IsDone()
    {
        lock (_lock)
        {
            _isWriting = _waiting.Count > 0;
            return !_isWriting;
        }
    }
}
