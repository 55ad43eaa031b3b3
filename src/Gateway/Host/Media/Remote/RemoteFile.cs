using Bridge.Adapters;

namespace Bridge.Gateway.Media.Remote;

/// <summary>A file that a client has named, for one try of sending it: fetched when the adapter opens it, as often as it does.</summary>
internal sealed class RemoteFile(RemoteFiles files, SentFile sent, FileLimits limits) : IFileHandle, IAsyncDisposable
{
    private readonly List<Stream> _opened = [];
    private HttpResponseMessage? _answer;
    private Uri? _source;
    private string? _type;
    private long? _size;

    /// <summary>What the client says of it.</summary>
    public SentFile Sent => sent;

    /// <summary>What is taken.</summary>
    public FileLimits Limits => limits;

    /// <inheritdoc/>
    public string? Name => sent.Name;

    /// <inheritdoc/>
    public string MediaType => sent.MediaType == FileTypes.Unknown ? _type ?? FileTypes.Unknown : sent.MediaType;

    /// <inheritdoc/>
    public long? Size => _size ?? sent.Size;

    /// <inheritdoc/>
    public Uri? Url => sent.Url;

    /// <summary>Why it could not be had, as far as that was tried.</summary>
    public NetworkException? Failure { get; private set; }

    /// <summary>Notes that it could not be had.</summary>
    public void Failed(NetworkException failure) => Failure = failure;

    /// <summary>That the file is not as large as was said.</summary>
    public static NetworkException OtherSize() => FetchFailure.Because("it is not as large as was announced", NetworkError.Malformed);

    /// <summary>Looks whether it can be had, before the network is bothered.</summary>
    /// <param name="isNext">Whether it is about to be opened: then what was begun is gone on with.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="NetworkException">It cannot.</exception>
    public async Task CheckAsync(bool isNext, CancellationToken stop)
    {
        _answer = await AskAsync(stop);
        if (!isNext)
        {
            _answer.Dispose();
            _answer = null;
        }
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(CancellationToken stop)
    {
        try
        {
            var answer = Interlocked.Exchange(ref _answer, null) ?? await AskAsync(stop);
            var body = await answer.Content.ReadAsStreamAsync(stop);
            var key = AesGcmAddress.Read(_source!);
            var most = limits.Most > long.MaxValue - EncryptedFile.TagBytes ? long.MaxValue : limits.Most + (key is null ? 0 : EncryptedFile.TagBytes);
            var expected = answer.Content.Headers.ContentLength ?? (key is null ? sent.Size : null);
            Stream stream = new RemoteStream(this, answer, body, most, expected, key is null, files.Time);
            if (key is not null)
            {
                await using var encrypted = stream;
                stream = await EncryptedFile.OpenAsync(encrypted, key, files.Folder, stop);
            }

            _opened.Add(stream);
            return stream;
        }
        catch (NetworkException e)
        {
            Failed(e);
            throw;
        }
        catch (HttpRequestException e)
        {
            var failure = FetchFailure.Of(e);
            Failed(failure);
            throw failure;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _answer, null)?.Dispose();
        foreach (var stream in _opened)
        {
            await stream.DisposeAsync();
        }
    }

    /// <summary>Asks its servers, one after the other, for one that has it.</summary>
    private async Task<HttpResponseMessage> AskAsync(CancellationToken stop)
    {
        NetworkException? failure = null;
        foreach (var source in sent.Sources)
        {
            try
            {
                return await AskAsync(source, stop);
            }
            catch (NetworkException e)
            {
                failure ??= e;
            }
        }

        Failed(failure!);
        throw failure!;
    }

    private async Task<HttpResponseMessage> AskAsync(Uri source, CancellationToken stop)
    {
        var key = AesGcmAddress.Read(source);
        if (AesGcmAddress.Is(source))
        {
            EncryptedFile.Check(key);
        }

        var answer = await files.Http.GetAsync(key?.Location ?? source, stop);
        try
        {
            Check(answer, key is null ? 0 : EncryptedFile.TagBytes);
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        _source = source;
        return answer;
    }

    private void Check(HttpResponseMessage answer, int overhead)
    {
        var headers = answer.Content.Headers;
        if (headers.ContentEncoding.Any(static encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            throw FetchFailure.Because("the server sends it compressed", NetworkError.Malformed);
        }

        // What is encrypted is of no type that its server could know.
        _type = overhead > 0 ? null : FileNames.TypeOf(headers.ContentType?.ToString() ?? "");
        _size = headers.ContentLength is { } length ? Math.Max(0, length - overhead) : sent.Size;
        if (_size != sent.Size && sent.Size is not null)
        {
            throw OtherSize();
        }

        if (limits.WhyNot(_size, MediaType) is { } refusal)
        {
            throw refusal;
        }
    }
}
