using System.Buffers;

namespace Bridge.Xmpp;

/// <summary>
/// Bytes that gather to be sent: a growing array that can be cut back to a mark. Not a pooled one: a burst would leave an array of each size in the
/// pool, megabytes that nobody asks for again.
/// </summary>
internal sealed class OutgoingBuffer : IBufferWriter<byte>
{
    // What is kept between bursts.
    private const int KeptBytes = 256 * 1024;

    private const int Least = 4096;

    private byte[] _bytes = new byte[Least];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(Length);
    }

    public void CutBack(int length) => Length = length;

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptBytes)
            _bytes = new byte[KeptBytes];
    }

    /// <summary>Keeps nothing of what it grew to, provided that it is empty.</summary>
    public void Release()
    {
        if (Length == 0 && _bytes.Length > Least)
            _bytes = new byte[Least];
    }

    private void Reserve(int size)
    {
        if (_bytes.Length - Length >= size)
            return;
        var larger = GC.AllocateUninitializedArray<byte>(Math.Max(_bytes.Length * 2, Length + size));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        _bytes = larger;
    }
}
