using System.Security.Cryptography;
using Bridge.Adapters;

namespace Bridge.Gateway.Tests.Media;

/// <summary>A file of a network that the test has made: of any size, without ever being in memory.</summary>
internal sealed class ScriptedFile(string? name, string mediaType, long length) : IFileHandle
{
    private int _opened;

    public string? Name => name;

    public string MediaType => mediaType;

    /// <summary>What the network says of its size.</summary>
    public long? Size { get; init; } = length;

    public Uri? Url { get; init; }

    /// <summary>Held back until this ends; null to send at once.</summary>
    public Task? Gate { get; init; }

    /// <summary>How often it breaks off, or cannot be opened, before it goes well.</summary>
    public int Failures { get; init; }

    /// <summary>How it fails; null for a connection that breaks off in the middle.</summary>
    public NetworkException? Failure { get; init; }

    /// <summary>How often it was opened.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>The file's hash, in Base64.</summary>
    public string Sha256
    {
        get
        {
            using var content = new Content(length, null, length);
            return Convert.ToBase64String(SHA256.HashData(content));
        }
    }

    public Task<Stream> OpenAsync(CancellationToken stop)
    {
        var fails = Interlocked.Increment(ref _opened) <= Failures;
        return fails && Failure is not null ? throw Failure : Task.FromResult<Stream>(new Content(length, Gate, fails ? length / 2 : length));
    }

    private sealed class Content(long length, Task? gate, long breaksAt) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_at == breaksAt && breaksAt < length)
                throw new IOException("broken off");
            var read = (int)Math.Min(buffer.Length, breaksAt - _at);
            for (var i = 0; i < read; i++, _at++)
                buffer[i] = (byte)((_at * 31) ^ (_at >> 8));
            return read;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (gate is not null)
                await gate.WaitAsync(cancellationToken);
            return Read(buffer.Span);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
