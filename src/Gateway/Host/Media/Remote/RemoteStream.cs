using System.Security.Cryptography;
using Bridge.Adapters;

namespace Bridge.Gateway.Media.Remote;

/// <summary>
/// A file while it comes from its server. It ends as announced or not at all: what is too long, too short, too slow or another file than was said ends with
/// an exception, the last of its bytes being held back until that is known.
/// </summary>
internal sealed class RemoteStream : Stream
{
    /// <summary>How long nothing may come.</summary>
    public static readonly TimeSpan StallPatience = TimeSpan.FromSeconds(30);

    private readonly HttpResponseMessage _answer;
    private readonly Stream _body;
    private readonly RemoteFile _file;
    private readonly long _most;
    private readonly long? _expected;
    private readonly IncrementalHash? _hash;
    private readonly CancellationTokenSource _stall;
    private long _read;
    private bool _isComplete;

    /// <param name="file">What it is, which learns of failures.</param>
    /// <param name="answer">The server's answer; disposed with the stream.</param>
    /// <param name="body">The answer's content.</param>
    /// <param name="most">How many bytes may come.</param>
    /// <param name="expected">How many bytes must come, or null.</param>
    /// <param name="isHashed">Whether the hash that was told is that of these bytes.</param>
    /// <param name="time">The clock.</param>
    public RemoteStream(RemoteFile file, HttpResponseMessage answer, Stream body, long most, long? expected, bool isHashed, TimeProvider time)
    {
        (_file, _answer, _body, _most, _expected) = (file, answer, body, most, expected);
        _hash = isHashed && file.Sent.Sha256 is not null ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        _stall = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _expected ?? throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isComplete || buffer.Length == 0)
        {
            return 0;
        }

        try
        {
            var count = await ReadSomeAsync(buffer, cancellationToken);
            Take(buffer.Span[..count]);
            return count;
        }
        catch (NetworkException e)
        {
            _file.Failed(e);
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Files are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
            _answer.Dispose();
            _hash?.Dispose();
            _stall.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken stop)
    {
        _stall.CancelAfter(StallPatience);
        await using var registration = stop.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _stall);
        try
        {
            var count = await _body.ReadAsync(buffer, _stall.Token);
            _stall.CancelAfter(Timeout.InfiniteTimeSpan);
            return count;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw FetchFailure.Because("the server stopped sending it", NetworkError.TimedOut);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw FetchFailure.BrokenOff(e);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        _read += bytes.Length;
        if (_read > _most)
        {
            throw _file.Limits.TooLarge();
        }

        _hash?.AppendData(bytes);
        if (_read > _expected)
        {
            throw RemoteFile.OtherSize();
        }

        if (bytes.IsEmpty || _read == _expected)
        {
            Complete();
        }
    }

    private void Complete()
    {
        if (_read < _expected)
        {
            throw FetchFailure.BrokenOff();
        }

        if (_hash is not null && Convert.ToBase64String(_hash.GetHashAndReset()) != _file.Sent.Sha256)
        {
            throw FetchFailure.Because("it is another file than the one that was sent (its SHA-256 differs)", NetworkError.Malformed);
        }

        _isComplete = true;
    }
}
