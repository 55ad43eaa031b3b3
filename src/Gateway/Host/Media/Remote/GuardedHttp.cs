using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Bridge.Adapters;
using Bridge.Gateway.Configuration;

namespace Bridge.Gateway.Media.Remote;

/// <summary>
/// Fetches what strangers name, and so connects to nothing that only this machine can reach: names are resolved here, each address is checked, and what was
/// checked is what is connected to, at every redirect again. Nothing of the environment and nothing of a former request goes along.
/// </summary>
internal sealed class GuardedHttp : IDisposable
{
    private const int MaxRedirects = 5;

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(15), AnswerPatience = TimeSpan.FromSeconds(30), Kept = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<AllowedHost> _allowed;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    /// <param name="allowed">Hosts that the operator trusts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="certificates">Another judge of certificates than the system, or null.</param>
    public GuardedHttp(IReadOnlyList<AllowedHost> allowed, TimeProvider time, RemoteCertificateValidationCallback? certificates = null)
    {
        _allowed = allowed;
        _time = time;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectPatience,
            PooledConnectionIdleTimeout = Kept,
            PooledConnectionLifetime = Kept,
            MaxResponseDrainSize = 0,
            MaxResponseHeadersLength = 32,
            ConnectCallback = ConnectAsync,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = certificates },
        });
    }

    /// <summary>Asks for a file, up to the headers of the answer.</summary>
    /// <param name="address">A stranger's address.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The answer, which has the file.</returns>
    /// <exception cref="NetworkException">There is none; the text is for the sender.</exception>
    public async Task<HttpResponseMessage> GetAsync(Uri address, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(AnswerPatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            for (var redirects = 0; redirects <= MaxRedirects; redirects++)
            {
                Check(address);
                var answer = await AskAsync(address, either.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return answer;
                }

                using (answer)
                {
                    address = Next(address, answer);
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw FetchFailure.TooSlow();
        }
        catch (HttpRequestException e)
        {
            throw FetchFailure.Of(e);
        }

        throw FetchFailure.Because($"it is redirected more than {MaxRedirects} times", NetworkError.Malformed);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> AskAsync(Uri address, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version11 };
        request.Headers.UserAgent.ParseAdd("Bridge");
        return await _http.SendAsync(request, stop);
    }

    private static Uri Next(Uri address, HttpResponseMessage answer)
    {
        if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308))
        {
            throw FetchFailure.Answered((int)answer.StatusCode);
        }

        if (answer.Headers.Location is not { } location || !Uri.TryCreate(address, location, out var next))
        {
            throw FetchFailure.Because("it is redirected to nowhere", NetworkError.Malformed);
        }

        return address.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps
            ? throw FetchFailure.Because("it is redirected to an address without https", NetworkError.Forbidden)
            : next;
    }

    private void Check(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        {
            throw FetchFailure.Because("its address is none of the web", NetworkError.Malformed);
        }

        if (address.UserInfo.Length > 0)
        {
            throw FetchFailure.Because("there is a password in its address", NetworkError.Forbidden);
        }

        if (!AllowedHost.IsOfWeb(address.Port) && !IsAllowed(address))
        {
            throw FetchFailure.Because($"port {address.Port} of its address is not one of the web", NetworkError.Forbidden);
        }
    }

    private bool IsAllowed(Uri address) => _allowed.Any(host => host.Has(address));

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var endpoint = context.DnsEndPoint;
        var all = IPAddress.TryParse(endpoint.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(endpoint.Host, stop);
        var open = IsAllowed(context.InitialRequestMessage.RequestUri!) ? all : [.. all.Where(PublicAddress.IsPublic)];
        if (all.Length > 0 && open.Length == 0)
        {
            throw FetchFailure.Because("its address is not public", NetworkError.Forbidden);
        }

        SocketException? failure = null;
        foreach (var address in open)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, endpoint.Port), stop);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                failure = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }
}
