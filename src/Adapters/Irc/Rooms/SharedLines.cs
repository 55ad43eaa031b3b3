namespace Bridge.Adapters.Irc;

/// <summary>Commands about many channels that share lines: what waits for the flood limit goes with the first line that it fits into.</summary>
internal abstract class SharedLines<T>(IrcState state)
    where T : class
{
    private LinkedList<T>? _waiting;
    private bool _isWriting;

    protected IrcState State => state;

    internal void Add(T command)
    {
        lock (state.Gate)
        {
            (_waiting ??= new()).AddLast(command);
            if (_isWriting)
                return;
            _isWriting = true;
        }
        _ = WriteAsync();
    }

    /// <summary>Takes back what has not gone yet.</summary>
    internal bool Remove(T command)
    {
        lock (state.Gate)
        {
            return _waiting?.Remove(command) == true;
        }
    }

    /// <summary>Takes out of what waits, in order, what goes with the next line.</summary>
    protected abstract List<T> Take(LinkedList<T> waiting);

    /// <summary>Writes that line.</summary>
    protected abstract void Write(OutputBuffer output, List<T> line);

    /// <summary>Told what became of it; <see cref="WriteOutcome.NotWritten"/> for all that is left when the session ends.</summary>
    protected virtual void Written(List<T> line, WriteOutcome outcome)
    {
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
            lock (state.Gate)
            {
                line = granted ? Take(_waiting!) : [.. _waiting!];
                if (!granted)
                    _waiting!.Clear();
            }
            if (line.Count == 0)
                continue;
            output.Clear();
            if (granted)
                Write(output, line);
            Written(line, granted ? await state.Link.WriteAsync(output.Written).ConfigureAwait(false) : WriteOutcome.NotWritten);
        }
    }

    private bool IsDone()
    {
        lock (state.Gate)
        {
            _isWriting = _waiting!.Count > 0;
            if (!_isWriting)
                _waiting = null;
            return !_isWriting;
        }
    }
}
