using System.Net.Http.Headers;
using Bridge.Gateway.Configuration;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Media;

/// <summary>Sends files to places on a server's web space. It follows nothing, keeps no cookies, asks no proxy, and takes no certificate that is not in order.</summary>
internal sealed class FileUpload : IDisposable
{
    /// <summary>How long a file may take: less than any line that people use needs for it.</summary>
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(2), ForEachMegabyte = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Sends a file.</summary>
    /// <param name="slot">Where.</param>
    /// <param name="file">What.</param>
    /// <param name="mediaType">Its type, which the place was asked for with.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="MediaException">The server did not take it.</exception>
    public async Task SendAsync(HttpUpload.Slot slot, SpooledFile file, string mediaType, TimeProvider time, CancellationToken stop)
    {
        if (!IsSafe(slot.Put) || !IsSafe(slot.Get))
        {
            throw new MediaException($"{slot.Put.Host} would have it without https");
        }

        using var late = new CancellationTokenSource(Start + (ForEachMegabyte * (file.Size / 1_000_000)), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        await using var content = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var request = new HttpRequestMessage(HttpMethod.Put, slot.Put) { Content = new StreamContent(content, 64 * 1024) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        request.Content.Headers.ContentLength = file.Size;
        foreach (var (name, value) in slot.Headers)
        {
            // What belongs to the content (Expires) is refused by the one and taken by the other.
            _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw new MediaException($"{slot.Put.Host} did not take it ({(int)response.StatusCode})", mayPass: (int)response.StatusCode >= 500);
            }
        }
        catch (HttpRequestException e)
        {
            throw e.HttpRequestError == HttpRequestError.SecureConnectionError
                ? new MediaException($"the certificate of {slot.Put.Host} is not in order", mayPass: false, e)
                : new MediaException($"{slot.Put.Host} cannot be reached", mayPass: true, e);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new MediaException($"{slot.Put.Host} took too long", mayPass: true, e);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>What stays on this machine needs no encryption.</summary>
    private static bool IsSafe(Uri url) => url.Scheme == Uri.UriSchemeHttps || ListenAddress.IsLoopback(url);
}
