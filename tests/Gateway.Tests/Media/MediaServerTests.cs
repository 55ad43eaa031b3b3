using System.Net;
using System.Net.Sockets;
using System.Text;
using Bridge.Adapters;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Media;

/// <summary>The address at which files are served, as strangers on the web see it.</summary>
public sealed class MediaServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_answered_with_all_that_clients_and_browsers_go_by()
    {
        await using var scene = await OwnStoreTests.StartAsync();
        var url = await PublishAsync(scene, "caf\u00e9 \u202egpj.png", "image/png", 1_000);
        using var get = await scene.FetchAsync(url);
        using var head = await scene.FetchAsync(url, HttpMethod.Head);
        foreach (var answer in (HttpResponseMessage[])[get, head])
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(("image/png", 1_000L), (answer.Content.Headers.ContentType!.ToString(), answer.Content.Headers.ContentLength));
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("default-src 'none'; sandbox", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
            Assert.Equal(("inline", "café gpj.png"), (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentDisposition.FileNameStar));
            Assert.Equal("bytes", Assert.Single(answer.Headers.AcceptRanges));
            Assert.False(answer.Headers.Contains("Server"));
        }

        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Stop));
        using var known = await scene.FetchAsync(url, null, ("If-None-Match", get.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
    }

    [Theory]
    [InlineData("bytes=0-9", HttpStatusCode.PartialContent, "bytes 0-9/1000", 10)]
    [InlineData("bytes=990-", HttpStatusCode.PartialContent, "bytes 990-999/1000", 10)]
    [InlineData("bytes=-5", HttpStatusCode.PartialContent, "bytes 995-999/1000", 5)]
    [InlineData("bytes=0-99999999999", HttpStatusCode.PartialContent, "bytes 0-999/1000", 1000)]
    [InlineData("bytes=1000-", HttpStatusCode.RequestedRangeNotSatisfiable, "bytes */1000", 0)]
    [InlineData("bytes=5-1", HttpStatusCode.OK, null, 1000)]
    [InlineData("bytes=0-0,2-3,4-5", HttpStatusCode.OK, null, 1000)]
    [InlineData("lines=1-2", HttpStatusCode.OK, null, 1000)]
    [InlineData("bytes=99999999999999999999-", HttpStatusCode.OK, null, 1000)]
    [InlineData("nonsense", HttpStatusCode.OK, null, 1000)]
    public async Task Ranges_are_served_and_nonsense_is_not_minded(string range, HttpStatusCode status, string? content, int length)
    {
        await using var scene = await OwnStoreTests.StartAsync();
        var url = await PublishAsync(scene, "a.bin", "application/zip", 1_000);
        using var answer = await scene.FetchAsync(url, null, ("Range", range));
        Assert.Equal((status, content), (answer.StatusCode, answer.Content.Headers.ContentRange?.ToString()));
        Assert.Equal(length, (await answer.Content.ReadAsByteArrayAsync(Stop)).Length);
    }

    [Fact]
    public async Task A_range_of_another_version_is_the_whole_file()
    {
        await using var scene = await OwnStoreTests.StartAsync();
        var url = await PublishAsync(scene, "a.bin", "application/zip", 1_000);
        using var other = await scene.FetchAsync(url, null, ("Range", "bytes=0-9"), ("If-Range", "\"another\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var same = await scene.FetchAsync(url, null, ("Range", "bytes=0-9"), ("If-Range", other.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.PartialContent, same.StatusCode);
    }

    [Theory]
    [InlineData("image/svg+xml", "a.svg")]
    [InlineData("text/html", "a.html")]
    [InlineData("text/html; charset=utf-8", "a.html")]
    [InlineData("application/xhtml+xml", "a.xml")]
    [InlineData("application/javascript", "a.js")]
    [InlineData("nonsense\r\nSet-Cookie: a=b", "a.png")]
    [InlineData("", "a")]
    public async Task What_could_run_in_a_browser_is_bytes_to_be_saved(string type, string name)
    {
        await using var scene = await OwnStoreTests.StartAsync();
        var url = await PublishAsync(scene, name, type, 10);
        using var answer = await scene.FetchAsync(url);
        Assert.Equal(
            (HttpStatusCode.OK, "application/octet-stream", "attachment"),
            (answer.StatusCode, answer.Content.Headers.ContentType!.ToString(), answer.Content.Headers.ContentDisposition!.DispositionType));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Nothing_else_is_served_and_nothing_is_taken()
    {
        await using var scene = await OwnStoreTests.StartAsync();
        var url = new Uri(await PublishAsync(scene, "a.png", "image/png", 10));
        var (token, name) = (url.Segments[^2].TrimEnd('/'), url.Segments[^1]);
        foreach (var path in (string[])["/", "/health/ready", "/shared", "/shared/", $"/shared/{token}", $"/shared/{token}/", $"/shared/{token}/b.png", $"/shared/{token}/{name}/more",
            $"/shared/{token.ToUpperInvariant()}/{name}", $"/shared/{new string('0', 32)}/{name}", $"/shared/{new string('0', 2_000)}/{name}", $"/shared//{name}", $"/{token}x/{name}"])
        {
            using var answer = await scene.FetchAsync("https://files.example" + path);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.StatusCode));
        }

        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options, new HttpMethod("PROPFIND")])
        {
            using var answer = await scene.FetchAsync(url.AbsoluteUri, method);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        }

        // A proxy may leave the path of the public address away.
        using var bare = await scene.FetchAsync($"https://files.example/{token}/{name}");
        Assert.Equal(HttpStatusCode.OK, bare.StatusCode);
    }

    [Theory]
    [InlineData("GET /shared/../../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /shared/%2e%2e/%2e%2e/bridge.db HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /shared/..%2f..%2f..%2fbridge.db/a.png HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /shared/%00/a.png HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")]
    [InlineData("GET http://127.0.0.1/etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /\u0001 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    public async Task A_request_that_climbs_or_is_none_gets_nothing(string request)
    {
        await using var scene = await OwnStoreTests.StartAsync();
        await PublishAsync(scene, "a.png", "image/png", 10);
        using var probe = await scene.FetchAsync("https://files.example/");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, probe.RequestMessage!.RequestUri!.Port, Stop);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), Stop);
        using var reader = new StreamReader(stream);
        Assert.Matches("^HTTP/1.1 40[04]", await reader.ReadToEndAsync(Stop));
    }

    private static async Task<string> PublishAsync(Scene scene, string name, string type, int length)
    {
        OwnStoreTests.Say(scene, null, new FilePart(new ScriptedFile(name, type, length)));
        return (await scene.Server.ExpectAsync("/message[contains(body, 'files.example')]")).Body!;
    }
}
