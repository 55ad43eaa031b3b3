namespace Bridge.Gateway.Delivery;

/// <summary>How much memory an account's messages take while they wait for the network. Thread-safe.</summary>
internal sealed class WaitingBytes
{
    /// <summary>How much may wait before more is refused, in bytes, about: some ten thousand messages of the usual length.</summary>
    public const long Most = 64 * 1024 * 1024;

    private long _bytes;

    /// <summary>Whether more is to be refused.</summary>
    public bool IsFull => Interlocked.Read(ref _bytes) >= Most;

    /// <summary>More waits, or less.</summary>
    /// <param name="bytes">How much more; negative for less.</param>
    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
