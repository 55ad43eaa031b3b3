using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>Files of a network on the web space of real servers (XEP-0363), and in the gateway's own store.</summary>
public sealed class NetworkFileTests
{
    private const string Samples = $"samples@{DemoStack.Domain}", Withheld = "could not be passed on", Recipe = "Cheese, eggs, sugar, an hour of patience.\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prosody_takes_files_from_the_gateway_and_users_fetch_them()
    {
        await using var stack = await StartAsync(new ProsodyServer { Components = DemoStack.Components, Uploads = true });
        var juliet = await stack.LogInAsync();
        Assert.Equal(Recipe, await FetchTextAsync(stack, await AskAsync(juliet, "file")));
        var large = await AskAsync(juliet, "large");
        Assert.Equal($"[file: large.bin, 25 MB] {Withheld}: it is larger than the 10 MB that upload.localhost takes.", large.Body());
    }

    [Fact]
    public async Task Prosody_takes_them_in_the_users_name_where_it_takes_none_from_the_gateway()
    {
        await using var stack = await StartAsync(new ProsodyServer { Components = DemoStack.Components, Uploads = true, UploadsForUsersAlone = true, UploadPrivilege = true });
        var juliet = await stack.LogInAsync();
        Assert.Equal(Recipe, await FetchTextAsync(stack, await AskAsync(juliet, "file")));
    }

    [Fact]
    public async Task Prosody_that_takes_none_is_told_of_with_the_line_to_change()
    {
        await using var stack = await StartAsync(new ProsodyServer { Components = DemoStack.Components, Uploads = true, UploadsForUsersAlone = true });
        Assert.Contains($"http_file_share_access = {{ \"localhost\", \"{DemoStack.Domain}\" }}", await RefusedAsync(stack), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_in_order_is_not_taken()
    {
        await using var stack = await StartAsync(new ProsodyServer { Components = DemoStack.Components, Uploads = true }, trusts: false);
        var juliet = await stack.LogInAsync();
        Assert.Equal($"[file: Cheese cake.txt, 42 bytes] {Withheld}: the certificate of 127.0.0.1 is not in order.", (await AskAsync(juliet, "file")).Body());
    }

    [Fact]
    public async Task Ejabberd_takes_files_from_the_gateway_and_users_fetch_them()
    {
        await using var stack = await StartAsync(new EjabberdServer { Components = DemoStack.Components, Uploads = true });
        var juliet = await stack.LogInAsync();
        Assert.Equal(Recipe, await FetchTextAsync(stack, await AskAsync(juliet, "file")));
    }

    [Fact]
    public async Task Ejabberd_that_takes_none_is_told_of_with_the_line_to_change()
    {
        await using var stack = await StartAsync(new EjabberdServer { Components = DemoStack.Components, Uploads = true, UploadsForComponents = false });
        Assert.Contains("mod_http_upload: { access: upload_ok }", await RefusedAsync(stack), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateways_own_store_needs_nothing_of_the_server_and_a_large_file_arrives_whole()
    {
        var port = FreePorts.Next();
        await using var stack = await StartAsync(new ProsodyServer { Components = DemoStack.Components }, ownStoreAt: port);
        var juliet = await stack.LogInAsync();
        var large = await AskAsync(juliet, "large");
        Assert.StartsWith($"http://127.0.0.1:{port}/", large.Body());
        var told = large.Descendants().First(static element => element.Name.LocalName == "hash").Value;
        using var http = ClientOf(stack);
        await using var content = await http.GetStreamAsync(new Uri(large.Body()!), Stop);
        Assert.Equal(told, Convert.ToBase64String(await SHA256.HashDataAsync(content, Stop)));

        // The address outlives the process.
        var file = await AskAsync(juliet, "file");
        await stack.Gateway.KillAsync();
        await stack.Gateway.StartAsync();
        await stack.AnswersAsync();
        Assert.Equal(Recipe, await FetchTextAsync(stack, file));
    }

    private static async Task<DemoStack> StartAsync(XmppServer xmpp, bool trusts = true, int? ownStoreAt = null)
    {
        var stack = await DemoStack.StartAsync(xmpp, gateway =>
        {
            gateway.Settings["Access__Admins__0"] = "romeo@localhost";
            if (trusts && xmpp is ProsodyServer { Uploads: true } prosody)
                gateway.Environment["SSL_CERT_FILE"] = prosody.CertificatePath;
            if (ownStoreAt is { } port)
            {
                gateway.Settings["Media__PublicUrl"] = $"http://127.0.0.1:{port}/";
                gateway.Settings["Media__Listen"] = $"http://127.0.0.1:{port}";
            }
        });
        return stack;
    }

    /// <summary>What the contact sends for a word: the file, or why there is none.</summary>
    private static async Task<XElement> AskAsync(XmppTestClient client, string word)
    {
        await client.SayAsync(Samples, word);
        return await client.ExpectAsync(
            static stanza => stanza.From().Bare == Samples && (stanza.ChildOf("x", "jabber:x:oob") is not null || stanza.Body()?.Contains(Withheld, StringComparison.Ordinal) == true), "the file");
    }

    /// <summary>What happens where the server takes nothing from the gateway.</summary>
    /// <returns>What an administrator is told.</returns>
    private static async Task<string> RefusedAsync(DemoStack stack)
    {
        await using var romeo = await XmppTestClient.ConnectAsync(stack.Xmpp.ClientPort, "romeo@localhost", XmppServer.Password, "garden");
        var juliet = await stack.LogInAsync();
        Assert.Equal($"[file: Cheese cake.txt, 42 bytes] {Withheld}: upload.localhost lets the gateway put nothing there.", (await AskAsync(juliet, "file")).Body());
        var advice = await romeo.ExpectAsync(static stanza => stanza.Body()?.Contains("are not passed on", StringComparison.Ordinal) == true, "the advice");
        return advice.Body()!;
    }

    private static async Task<string> FetchTextAsync(DemoStack stack, XElement message)
    {
        Assert.Equal(message.Body(), message.ChildOf("x", "jabber:x:oob")!.Value);
        using var http = ClientOf(stack);
        return await http.GetStringAsync(new Uri(message.Body()!), Stop);
    }

    private static HttpClient ClientOf(DemoStack stack) => new(new HttpClientHandler
    {
        ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
            stack.Xmpp is ProsodyServer prosody && X509CertificateLoader.LoadCertificateFromFile(prosody.CertificatePath).Thumbprint == certificate?.Thumbprint,
    });
}
