namespace Bridge.Adapters.Irc;

/// <summary>
/// Reads on while the core makes the session wait, and answers the server's pings, so that the core's difficulties do not cost the user the connection.
/// What is read is handled when the core goes on. Used by the read loop only.
/// </summary>
/// <param name="link">The connection.</param>
/// <param name="heard">Called whenever the server has sent something.</param>
/// <param name="pinged">Called with the token of a ping, which is also handled with the other lines later: an answer too many does no harm.</param>
internal sealed class ReadAhead(IrcLink link, Action heard, Action<ReadOnlySpan<byte>> pinged)
{
    /// <summary>How much is read ahead; then the server has to wait as well, and says so in its own way.</summary>
    private const int Most = 1024 * 1024;

    private const int Chunk = 16 * 1024;

    private byte[] _bytes = [];
    private int _start, _searched, _end;
    private Task<ReadOnlyMemory<byte>>? _reading;
    private bool _isAtEnd;
    private volatile bool _isFull;

    /// <summary>Whether as much has been read as is kept, so that nothing is heard of the server for reasons of our own.</summary>
    internal bool IsFull => _isFull;

    /// <summary>Whether everything that was read ahead has been taken, and no more is under way.</summary>
    internal bool IsSpent => _start == _end && _reading is null && !_isAtEnd;

    /// <summary>Waits for the core.</summary>
    internal async Task WaitAsync(Task held)
    {
        while (!held.IsCompleted && !_isAtEnd && _end - _start < Most)
        {
            _reading ??= ReadChunkAsync();
            if (await Task.WhenAny(held, _reading).ConfigureAwait(false) == _reading)
                await TakeReadAsync().ConfigureAwait(false);
        }
        _isFull = !held.IsCompleted && !_isAtEnd;
        try
        {
            await held.ConfigureAwait(false);
        }
        finally
        {
            if (_isFull)
                heard();
            _isFull = false;
        }
    }

    /// <summary>Answers the pings in some bytes.</summary>
    /// <returns>How many of the bytes are whole lines.</returns>
    // The bytes may begin in the middle of a line, which is then taken for one: at worst a ping that was none is answered.
    internal int AnswerPings(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        for (int length; (length = bytes[start..].IndexOf((byte)'\n')) >= 0; start += length + 1)
        {
            if (length <= ReceiveBuffer.MaxLine && IrcLine.TryParse(bytes.Slice(start, length).TrimEnd((byte)'\r'), out var line) && line.Command.SequenceEqual("PING"u8))
                pinged(line.Last);
        }
        return start;
    }

    /// <summary>Completes when there is something to read, so that no bytes need be held for it meanwhile.</summary>
    internal async Task ReadableAsync()
    {
        if (_start < _end || _isAtEnd)
            return;
        await (_reading is null ? link.ReadableAsync() : TakeReadAsync()).ConfigureAwait(false);
    }

    /// <summary>Reads what was read ahead, or else from the connection; 0 at its end.</summary>
    internal async ValueTask<int> ReadAsync(Memory<byte> into)
    {
        if (_start == _end && _reading is not null)
            await TakeReadAsync().ConfigureAwait(false);
        if (_start < _end)
            return Take(into.Span);
        return _isAtEnd ? 0 : await link.ReadAsync(into).ConfigureAwait(false);
    }

    private async Task<ReadOnlyMemory<byte>> ReadChunkAsync()
    {
        await link.ReadableAsync().ConfigureAwait(false);
        var chunk = new byte[Chunk];
        return chunk.AsMemory(0, await link.ReadAsync(chunk).ConfigureAwait(false));
    }

    private async Task TakeReadAsync()
    {
        var read = await _reading!.ConfigureAwait(false);
        _reading = null;
        _isAtEnd = read.IsEmpty;
        read.CopyTo(Room());
        _end += read.Length;
        if (!_isAtEnd)
            heard();
        _searched += AnswerPings(_bytes.AsSpan(_searched, _end - _searched));
    }

    private Memory<byte> Room()
    {
        if (_bytes.Length - _end < Chunk)
        {
            var larger = _end - _start + Chunk > _bytes.Length / 2 ? new byte[Math.Max(2 * _bytes.Length, 4 * Chunk)] : _bytes;
            _bytes.AsSpan(_start, _end - _start).CopyTo(larger);
            (_bytes, _start, _searched, _end) = (larger, 0, _searched - _start, _end - _start);
        }
        return _bytes.AsMemory(_end, Chunk);
    }

    private int Take(Span<byte> into)
    {
        var count = Math.Min(into.Length, _end - _start);
        _bytes.AsSpan(_start, count).CopyTo(into);
        _start += count;
        _searched = Math.Max(_searched, _start);
        if (_start == _end)
        {
            _bytes = [];
            _start = _searched = _end = 0;
        }
        return count;
    }
}
