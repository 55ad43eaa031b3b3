using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>Files that clients upload to their own server, on their way to a network.</summary>
public sealed class FileTests
{
    private const string Echo = $"echo@{DemoStack.Domain}";

    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(200_000);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Id(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..12];

    [Fact]
    public async Task A_file_at_the_users_own_server_reaches_the_network_whole_and_an_encrypted_one_opened()
    {
        var prosody = new ProsodyServer { Components = DemoStack.Components, Uploads = true };
        await using var stack = await DemoStack.StartAsync(
            prosody,
            gateway =>
            {
                gateway.Settings["Media__AllowedHosts__0"] = $"127.0.0.1:{prosody.WebPort}";
                gateway.Environment["SSL_CERT_FILE"] = prosody.CertificatePath;
            });
        var client = await stack.LogInAsync();
        var address = await UploadAsync(client, prosody, "photo.png", Content);
        await client.SendAsync(Message("m1", address.AbsoluteUri, $"<x xmlns='jabber:x:oob'><url>{address}</url></x>"));
        await ArrivedAsync(client, "m1", $"[image/png photo.png, 200000 bytes, {Id(Content)}]");

        byte[] key = RandomNumberGenerator.GetBytes(32), nonce = RandomNumberGenerator.GetBytes(12), hidden = new byte[Content.Length + 16];
        using (var cipher = new AesGcm(key, 16))
            cipher.Encrypt(nonce, Content, hidden.AsSpan(0, Content.Length), hidden.AsSpan(Content.Length));
        var secret = await UploadAsync(client, prosody, "secret.jpg", hidden);
        await client.SendAsync(Message("m2", $"aesgcm://{secret.Authority}{secret.AbsolutePath}#{Convert.ToHexStringLower(nonce)}{Convert.ToHexStringLower(key)}", ""));
        await ArrivedAsync(client, "m2", $"[image/jpeg secret.jpg, 200000 bytes, {Id(Content)}]");
        Assert.DoesNotContain(Convert.ToHexStringLower(key), stack.Gateway.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(stack.Gateway.DataDirectory, "transfers")));

        var gone = new Uri(address, "/file_share/gone/photo.png");
        await client.SendAsync(Message("m3", gone.AbsoluteUri, $"<x xmlns='jabber:x:oob'><url>{gone}</url></x>"));
        var error = await client.ExpectAsync(static stanza => stanza.Is("message", "error") && stanza.Id() == "m3", "the error");
        Assert.Contains("The file could not be fetched: the server answered 404.", error.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_trusted_is_not_asked()
    {
        var prosody = new ProsodyServer { Components = DemoStack.Components, Uploads = true };
        await using var stack = await DemoStack.StartAsync(prosody);
        var client = await stack.LogInAsync();
        await client.SendAsync(Message("m1", "https://127.0.0.1/x.png", "<x xmlns='jabber:x:oob'><url>https://127.0.0.1/x.png</url></x>"));
        var error = await client.ExpectAsync(static stanza => stanza.Is("message", "error") && stanza.Id() == "m1", "the error");
        Assert.Contains("The file could not be fetched: its address is not public.", error.Value, StringComparison.Ordinal);
    }

    private static string Message(string id, string body, string inside) =>
        $"<message to='{Echo}' type='chat' id='{id}'><body>{body}</body>{inside}<request xmlns='urn:xmpp:receipts'/></message>";

    private static async Task ArrivedAsync(XmppTestClient client, string id, string description)
    {
        await client.ExpectAsync(stanza => (string?)stanza.ChildOf("received", "urn:xmpp:receipts")?.Attribute("id") == id, "the network has the file");
        await client.ExpectAsync(stanza => stanza.Body()?.Contains(description, StringComparison.Ordinal) == true, description);
    }

    /// <summary>As clients do (XEP-0363): asks for a place, and puts the file there.</summary>
    private static async Task<Uri> UploadAsync(XmppTestClient client, ProsodyServer server, string name, byte[] content)
    {
        var answer = await client.RequestAsync(
            ProsodyServer.UploadDomain, "get", $"<request xmlns='urn:xmpp:http:upload:0' filename='{name}' size='{content.Length}' content-type='application/octet-stream'/>");
        var slot = answer.ChildOf("slot", "urn:xmpp:http:upload:0") ?? throw new InvalidOperationException(answer.ToString());
        var put = slot.ChildOf("put", "urn:xmpp:http:upload:0")!;
        using var own = X509CertificateLoader.LoadCertificateFromFile(server.CertificatePath);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == own.GetCertHashString() },
        };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Put, (string)put.Attribute("url")!) { Content = new ByteArrayContent(content) };
        request.Content.Headers.ContentType = new("application/octet-stream");
        foreach (var header in put.Elements().Where(static e => e.Name.LocalName == "header"))
            request.Headers.TryAddWithoutValidation((string)header.Attribute("name")!, header.Value);
        using var stored = await http.SendAsync(request, Stop);
        stored.EnsureSuccessStatusCode();
        return new Uri((string)slot.ChildOf("get", "urn:xmpp:http:upload:0")!.Attribute("url")!);
    }
}
