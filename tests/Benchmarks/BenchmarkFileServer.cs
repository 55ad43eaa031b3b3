using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Bridge.Benchmarks;

/// <summary>Hands out a large file as it is and encrypted (XEP-0454), until its input ends.</summary>
internal static class BenchmarkFileServer
{
    /// <summary>What makes this program the server.</summary>
    public const string Argument = "serve";

    public static async Task RunAsync(string size)
    {
        var content = new byte[int.Parse(size, CultureInfo.InvariantCulture)];
        new Random(1).NextBytes(content);
        byte[] key = RandomNumberGenerator.GetBytes(32), nonce = RandomNumberGenerator.GetBytes(12), hidden = new byte[content.Length + 16];
        using (var cipher = new AesGcm(key, 16))
        {
            cipher.Encrypt(nonce, content, hidden.AsSpan(0, content.Length), hidden.AsSpan(content.Length));
        }

        using var certificate = MakeCertificate();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        await using var app = builder.Build();
        app.Run(async context =>
        {
            var file = context.Request.IsHttps ? hidden : content;
            context.Response.ContentLength = file.Length;
            await context.Response.Body.WriteAsync(file, context.RequestAborted);
        });
        await app.StartAsync();
        var addresses = app.Urls.Select(static url => new Uri(url)).ToList();
        var (plain, tls) = (addresses.Single(static url => url.Scheme == "http"), addresses.Single(static url => url.Scheme == "https"));
        Console.WriteLine($"{plain}film.mp4 aesgcm://{tls.Authority}/film.mp4#{Convert.ToHexStringLower(nonce)}{Convert.ToHexStringLower(key)} {certificate.GetCertHashString()}");
        await Console.In.ReadToEndAsync();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
