using System.Buffers;

namespace Bridge.Adapters.Irc;

/// <summary>Finds lines in what was received. It grows to <see cref="MaxLine"/> and no further: a longer line is dropped up to its end.</summary>
internal sealed class ReceiveBuffer : IDisposable
{
    /// <summary>The longest line: 8,191 bytes of tags and 512 of message (message-tags, "Size limit").</summary>
    internal const int MaxLine = 8191 + 512;

    private const int Small = 4 * 1024;
    private const int Large = 16 * 1024;

    private byte[] _bytes = [];
    private int _start;
    private int _searched;
    private int _end;
    private bool _dropping;

    /// <summary>How many lines were too long.</summary>
    internal int Dropped { get; private set; }

    /// <summary>Where to read into; never empty.</summary>
    internal Memory<byte> Free
    {
        get
        {
            if (_start == _end)
                _start = _searched = _end = 0;
            if (_bytes.Length == 0)
                _bytes = ArrayPool<byte>.Shared.Rent(Small);
            if (_end == _bytes.Length)
            {
                if (_start > 0)
                    Compact();
                else
                    Resize(Large);
            }
            return _bytes.AsMemory(_end);
        }
    }

    /// <summary>What was taken in and is not read yet.</summary>
    internal ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Gives the bytes back while there is nothing in them: there are hundreds of connections, and most are quiet.</summary>
    /// <returns>True when it has none; then wait until there is something to read before asking for <see cref="Free"/>.</returns>
    internal bool Release()
    {
        if (_start != _end)
            return false;
        Dispose();
        return true;
    }

    /// <summary>Takes in what was read into <see cref="Free"/>.</summary>
    internal void Commit(int count)
    {
        _end += count;
        // A full buffer means that more is waiting: fewer, larger reads from now on.
        if (_end == _bytes.Length && _bytes.Length < Large)
            Resize(Large);
    }

    /// <summary>The next line without its end; valid until the next <see cref="Free"/>. Empty lines are skipped.</summary>
    internal bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var found = _bytes.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (found < 0)
            {
                _searched = _end;
                if (_end - _start > MaxLine)
                    DropRest();
                line = [];
                return false;
            }
            var start = _start;
            var length = _searched + found - start;
            _start = _searched = start + length + 1;
            if (_dropping)
            {
                _dropping = false;
                continue;
            }
            if (length > MaxLine)
            {
                Dropped++;
                continue;
            }
            line = _bytes.AsSpan(start, length).TrimEnd((byte)'\r');
            if (!line.IsEmpty)
                return true;
        }
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _start = _searched = _end = 0;
    }

    private void DropRest()
    {
        if (!_dropping)
            Dropped++;
        _dropping = true;
        _start = _searched = _end = 0;
    }

    private void Compact()
    {
        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        _searched -= _start;
        _end -= _start;
        _start = 0;
    }

    private void Resize(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(_start, _end - _start).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
        _searched -= _start;
        _end -= _start;
        _start = 0;
    }
}
