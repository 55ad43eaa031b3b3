namespace Bridge.Adapters.Demo;

/// <summary>A file whose content is made while it is read, so that one of any size takes no memory.</summary>
internal sealed class GeneratedFile(string name, long length) : IFileHandle
{
    /// <inheritdoc/>
    public string? Name => name;

    /// <inheritdoc/>
    public string MediaType => "application/octet-stream";

    /// <inheritdoc/>
    public long? Size => length;

    /// <inheritdoc/>
    public Uri? Url => null;

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(CancellationToken stop) => Task.FromResult<Stream>(new Content(length));

    private sealed class Content(long length) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = (int)Math.Min(buffer.Length, length - _at);
            for (var i = 0; i < read; i++, _at++)
                buffer[i] = (byte)(_at ^ (_at >> 8));

            return read;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
