using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Gateway.Configuration;
using Bridge.Testing.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Gateway.Tests.Media.Remote;

/// <summary>A web server that hands out files, or does with them what a test wants.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, RequestDelegate> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _asked = new();

    private readonly X509Certificate2 _certificate;

    private FileServer(WebApplication app, X509Certificate2 certificate) => (_app, _certificate) = (app, certificate);

    /// <summary>Where it is, by http and by https, with a certificate that nobody has signed.</summary>
    public Uri Plain { get; private set; } = null!;

    public Uri Tls { get; private set; } = null!;

    /// <summary>The paths that were asked for, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>Knows the certificate.</summary>
    public bool IsKnown(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => certificate?.GetCertHashString() == _certificate.GetCertHashString();

    /// <summary>A configuration that trusts it.</summary>
    public MediaConfiguration Trusting(long most = 1_000_000) => new(most)
    {
        AllowedHosts = [new AllowedHost(Plain.Host, Plain.Port), new AllowedHost(Tls.Host, Tls.Port)],
    };

    public static async Task<FileServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var (certificate, key) = SelfSigned.Create("localhost");
        var pair = X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            options.AllowSynchronousIO = false;
            options.Listen(IPAddress.Loopback, 0);
            options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(pair));
        });
        var server = new FileServer(builder.Build(), pair);
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        var addresses = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(static address => new Uri(address)).ToList();
        server.Plain = addresses.Single(static address => address.Scheme == "http");
        server.Tls = addresses.Single(static address => address.Scheme == "https");
        return server;
    }

    /// <summary>Answers a path.</summary>
    /// <returns>The address by http.</returns>
    public Uri On(string path, RequestDelegate answer)
    {
        _files[path] = answer;
        return new Uri(Plain, path);
    }

    /// <summary>Hands out a file.</summary>
    public Uri Put(string path, byte[] content, string? type = null) => On(path, async context =>
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content);
    });

    /// <summary>Hands out a file encrypted (XEP-0454).</summary>
    /// <returns>The address with the key.</returns>
    public Uri PutEncrypted(string path, byte[] content, int nonce = 12, bool spoil = false)
    {
        byte[] key = RandomNumberGenerator.GetBytes(32), iv = RandomNumberGenerator.GetBytes(nonce), sealedBytes = new byte[content.Length + 16];
        if (nonce == 12)
        {
            using var cipher = new AesGcm(key, 16);
            cipher.Encrypt(iv, content, sealedBytes.AsSpan(0, content.Length), sealedBytes.AsSpan(content.Length));
        }

        if (spoil)
            sealedBytes[0] ^= 1;
        Put(path, sealedBytes, "application/octet-stream");
        return new Uri($"aesgcm://{Tls.Authority}{path}#{Convert.ToHexStringLower(iv)}{Convert.ToHexStringLower(key)}");
    }

    public async ValueTask DisposeAsync()
    {
        // Answers that never end are not waited for.
        using var now = new CancellationTokenSource(0);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        _asked.Enqueue(context.Request.Path);
        if (_files.TryGetValue(context.Request.Path, out var answer))
            return answer(context);
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }
}
