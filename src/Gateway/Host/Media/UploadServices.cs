using System.Collections.Concurrent;
using System.Xml.Linq;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Gateway.Privileges;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Media;

/// <summary>
/// The web space of the servers that the gateway belongs to (XEP-0363): finds it, and asks for places there, in the network's own name and, where the service
/// refuses that and the server allows it (XEP-0356), in the user's. Servers that nobody here configures are not asked: their word would be an order to send
/// something to any address.
/// </summary>
internal sealed class UploadServices(ComponentLink link, OwnRequests requests, ServerPrivileges privileges, TimeProvider time)
{
    private const int MaxItems = 64;

    /// <summary>How long what was found holds, and how long that there is none.</summary>
    private static readonly TimeSpan Known = TimeSpan.FromMinutes(10), Missing = TimeSpan.FromMinutes(1), Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (UploadService? Service, long At)> _known = new(StringComparer.Ordinal);

    /// <summary>Raised with a server when it has become known whether files can be passed on by it. Must not wait.</summary>
    public event Action<string, UploadProblem>? Noted;

    /// <summary>The service for a user's files; waits while the stream is down.</summary>
    /// <exception cref="MediaException">There is none.</exception>
    public async Task<UploadService> FindAsync(Jid user, CancellationToken stop)
    {
        // Servers tell what they grant in the moments after the stream has come up.
        while (link.State != LinkState.Up || privileges.VoiceOf(user) == OwnVoice.NotKnownYet)
        {
            await Task.Delay(Pause, time, stop);
        }

        var servers = privileges.IsOurs(user.Domain) && user.Domain != privileges.Home ? (string[])[user.Domain, privileges.Home] : [privileges.Home];
        foreach (var server in servers)
        {
            if (await FindAsync(server, stop) is { } service)
            {
                return service;
            }
        }

        Noted?.Invoke(servers[0], UploadProblem.NoService);
        throw new MediaException($"{servers[0]} has no space for files, and the gateway none of its own");
    }

    /// <summary>A place for a file.</summary>
    /// <param name="user">Whom it is for: their bare JID.</param>
    /// <param name="service">The service.</param>
    /// <param name="request">What <see cref="HttpUpload.BuildRequest"/> made.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="MediaException">It grants none.</exception>
    public async Task<HttpUpload.Slot> AskAsync(Jid user, UploadService service, XElement request, CancellationToken stop)
    {
        var answer = await requests.AskAsync(service.Address, request, VerbCall.Patience, stop);
        if (answer is { IsError: true } && HttpUpload.ReadTooLarge(answer) is null && user.Domain == service.Server
            && privileges.Of(service.Server) is { } grant && grant.Permissions.IqGet.Contains(Ns.HttpUpload.NamespaceName))
        {
            var inner = Stanza.Iq(user, service.Address, "get", Guid.NewGuid().ToString("N"), new XElement(request));
            var outer = await requests.AskAsync(link.Domain, user, "get", Privilege.BuildIq(inner), VerbCall.Patience, stop);
            answer = outer is null ? null : Privilege.ReadIqResult(outer) ?? outer;
        }

        if (answer is null)
        {
            _known.TryRemove(service.Server, out _);
            throw new MediaException($"{service.Address} did not answer", mayPass: true);
        }

        if (!answer.IsError && HttpUpload.ReadSlot(answer) is { } slot)
        {
            Noted?.Invoke(service.Server, UploadProblem.None);
            return slot;
        }

        throw Refusal(service, answer);
    }

    /// <summary>Forgets what servers have, which may be another after the stream was down.</summary>
    public void Forget() => _known.Clear();

    private MediaException Refusal(UploadService service, XElement answer)
    {
        if (HttpUpload.ReadTooLarge(answer) is { } most)
        {
            _known.TryRemove(service.Server, out _);
            return new MediaException($"it is larger than {(most > 0 ? $"the {FileNames.Size(most)} that {service.Address} takes" : $"{service.Address} takes")}");
        }

        var error = StanzaError.Read(answer);
        if (error is { Type: "auth" } or { Condition: "not-allowed" or "forbidden" })
        {
            Noted?.Invoke(service.Server, UploadProblem.Refused);
            return new MediaException($"{service.Address} lets the gateway put nothing there");
        }

        return new MediaException($"{service.Address} gave no place for it{(error?.Text is { Length: > 0 and < 256 } text ? $" ({text.TrimEnd('.')})" : "")}", error is { Type: "wait" });
    }

    private async Task<UploadService?> FindAsync(string server, CancellationToken stop)
    {
        if (_known.TryGetValue(server, out var known) && time.GetElapsedTime(known.At) < (known.Service is null ? Missing : Known))
        {
            return known.Service;
        }

        var found = await SearchAsync(server, stop);
        _known[server] = (found, time.GetTimestamp());
        return found;
    }

    private async Task<UploadService?> SearchAsync(string server, CancellationToken stop)
    {
        var host = Jid.Parse(server);
        var items = await requests.AskAsync(host, Disco.ItemsRequest(), VerbCall.Patience, stop);
        List<Jid> candidates = [host, .. items is null || items.IsError ? [] : Disco.ReadItems(items).Where(static item => item.Node is null).Select(static item => item.Jid)];

        // Its own parts alone: an item that leads elsewhere is somebody else's word.
        foreach (var candidate in candidates.Distinct().Where(jid => jid.Local is null && jid != link.Domain && IsPartOf(jid.Domain, server)).Take(MaxItems))
        {
            if (await requests.AskAsync(candidate, Disco.InfoRequest(), VerbCall.Patience, stop) is { IsError: false } answer
                && Disco.ReadInfo(answer) is { } info && info.Has(Ns.HttpUpload))
            {
                return new UploadService(server, candidate, HttpUpload.ReadMaxFileSize(info));
            }
        }

        return null;
    }

    private static bool IsPartOf(string domain, string server) => domain == server || domain.EndsWith("." + server, StringComparison.Ordinal);
}
