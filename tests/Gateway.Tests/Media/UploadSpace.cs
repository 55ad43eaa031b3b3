using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Gateway.Tests.Media;

/// <summary>A server's web space (XEP-0363) as a scene's server has it: what the test says of it by stanzas, and what takes the files by HTTP.</summary>
internal sealed class UploadSpace : IAsyncDisposable
{
    public const string Address = "upload.localhost";

    private readonly WebApplication _web;

    private UploadSpace(WebApplication web)
    {
        _web = web;
    }

    /// <summary>The files that were sent, by the last part of their address.</summary>
    public ConcurrentDictionary<string, Sent> Files { get; } = new();

    /// <summary>Who asked for places, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The largest file that it takes; null for a service that does not say.</summary>
    public long? MaxFileSize { get; set; } = 1 << 30;

    /// <summary>Whether there is a service at all.</summary>
    public bool IsThere { get; set; } = true;

    /// <summary>Who is let in.</summary>
    public Func<string, bool> LetsIn { get; set; } = static _ => true;

    /// <summary>The status with which the next files are refused.</summary>
    public ConcurrentQueue<int> Refusals { get; } = new();

    /// <summary>What is put before the addresses of files, when it is not the real place.</summary>
    public string? Elsewhere { get; set; }

    private string Web => _web.Urls.First();

    public static async Task<UploadSpace> StartAsync(Scene scene)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(static options => options.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        var web = builder.Build();
        var space = new UploadSpace(web);
        web.Run(space.TakeAsync);
        await web.StartAsync();
        scene.Server.AnswerIqs = space.Answer;
        return space;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        if (Refusals.TryDequeue(out var status))
        {
            context.Response.StatusCode = status;
            return;
        }

        long length = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        while (await context.Request.Body.ReadAsync(buffer) is var read and > 0)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
        }

        Files[context.Request.Path.Value!.Split('/')[^1]] = new Sent(
            context.Request.Method, length, context.Request.ContentLength, context.Request.ContentType, Convert.ToBase64String(hash.GetHashAndReset()), context.Request.Headers.Authorization.ToString(),
            context.Request.Headers.Cookie.ToString());
        context.Response.StatusCode = 201;
    }

    private XElement? Answer(XElement iq)
    {
        if (!IsThere)
            return null;
        if (iq.To == "localhost" && iq.Child(Ns.DiscoItems, "query") is not null)
            return Stanza.Result(iq, Disco.BuildItems([new Disco.Item(Jid.Parse("far.example")), new Disco.Item(Jid.Parse("rooms.localhost")), new Disco.Item(Jid.Parse(Address))]));
        if (iq.To == Address && iq.Child(Ns.DiscoInfo, "query") is not null)
        {
            List<DataForms.Form> forms = MaxFileSize is { } most
                ? [new("result", [DataForms.FormTypeField(Ns.HttpUpload.NamespaceName), new("max-file-size", null, most.ToString(CultureInfo.InvariantCulture))])]
                : [];
            return Stanza.Result(iq, Disco.BuildInfo(new Disco.Info([new("store", "file")], [Ns.DiscoInfo.NamespaceName, Ns.HttpUpload.NamespaceName], forms)));
        }

        if (iq.To == Address && iq.Child(Ns.HttpUpload, "request") is { } request)
            return Grant(iq, request, iq.From!);

        // As the user: the inner request, and its answer wrapped in the outer's.
        if (iq.Child(Ns.Privilege, "privileged_iq")?.Elements().SingleOrDefault() is { } inner && inner.Child(Ns.HttpUpload, "request") is { } own)
            return Stanza.Result(iq, Privilege.BuildMessage(Grant(inner, own, inner.From!)!));
        return iq.Child(Ns.DiscoInfo, "query") is not null || iq.Child(Ns.HttpUpload, "request") is not null ? StanzaError.ServiceUnavailable.ToReply(iq) : null;
    }

    private XElement? Grant(XElement iq, XElement request, string from)
    {
        Asked.Enqueue(from);
        if (!LetsIn(from))
            return new StanzaError("cancel", "not-allowed").ToReply(iq);
        if (long.Parse(request.Attr("size")!, CultureInfo.InvariantCulture) > (MaxFileSize ?? 1_000))
        {
            var refusal = new StanzaError("modify", "not-acceptable").ToReply(iq)!;
            refusal.Elements().First(static element => element.Name.LocalName == "error")
                .Add(new XElement(Ns.HttpUpload + "file-too-large", new XElement(Ns.HttpUpload + "max-file-size", MaxFileSize ?? 1_000)));
            return refusal;
        }

        var name = request.Attr("filename")!;
        return Stanza.Result(iq, HttpUpload.BuildSlot(new HttpUpload.Slot(
            new Uri($"{Elsewhere ?? Web}/{Guid.NewGuid():N}/{name}"), new Uri($"https://{Address}/get/{name}"), [("Authorization", "Basic abc"), ("Cookie", "a=b"), ("Host", "10.0.0.1")])));
    }

    /// <summary>What arrived.</summary>
    internal sealed record Sent(string Method, long Length, long? Told, string? MediaType, string Sha256, string Authorization, string Cookie);
}
