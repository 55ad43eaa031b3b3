using System.Globalization;
using System.Xml.Linq;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Gateway.Configuration;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Privileges;

/// <summary>
/// What the servers of users let one network's domain do in their names (XEP-0356), as they advertise it on the stream that is up; nothing is kept beyond
/// that. Thread-safe.
/// </summary>
internal sealed partial class ServerPrivileges(ComponentLink link, OwnRequests requests, OwnCopies copies, TimeProvider time, ILoggerFactory loggers, CancellationToken stop)
{
    /// <summary>How long after the stream came up a server may take to tell: some do it at once, others behind their answer to the first ping.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>More servers than have users here; any server can advertise.</summary>
    private const int MaxServers = 256;

    /// <summary>The first version that copies messages in users' names to their clients.</summary>
    private static readonly Version FirstWithCopies = new(23, 10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServerGrant> _grants = new(StringComparer.Ordinal);
    private readonly ILogger _log = loggers.CreateLogger<ServerPrivileges>();
    private readonly OwnedTasks _tasks = new(loggers.CreateLogger<ServerPrivileges>(), stop);
    private ITimer? _settling;
    private long _stream;
    private bool _isUp, _isSettled;

    /// <summary>Raised with a domain when what its server lets the gateway do has become known, or another. Must not wait.</summary>
    public event Action<string>? Changed;

    /// <summary>Raised with a user when something could not be shown in their name. Must not wait.</summary>
    public event Action<Jid>? Missed;

    /// <summary>The server that the component is below.</summary>
    public string Home { get; } = AccessPolicy.ParentOf(link.Domain.Domain).ToString();

    /// <summary>The id that the stanza of an event has in the user's name.</summary>
    /// <param name="stanzaId">The id that it has in the person's.</param>
    /// <param name="user">The user's bare JID.</param>
    /// <param name="person">The bare JID of the person.</param>
    public string IdOf(string stanzaId, Jid user, Jid person) => copies.IdOf(stanzaId, user, person);

    /// <summary>The servers that have advertised, with what they grant.</summary>
    public IReadOnlyList<(string Domain, ServerGrant Grant)> List()
    {
        lock (_gate)
        {
            return [.. _grants.OrderBy(static grant => grant.Key, StringComparer.Ordinal).Select(static grant => (grant.Key, grant.Value))];
        }
    }

    /// <summary>What a server grants; null when it has advertised nothing.</summary>
    public ServerGrant? Of(string domain)
    {
        lock (_gate)
        {
            return _grants.GetValueOrDefault(domain);
        }
    }

    /// <summary>Whether a server is one that somebody who runs this gateway can configure, as far as can be told.</summary>
    public bool IsOurs(string domain) => domain == Home || Of(domain) is not null;

    /// <summary>Why a server says nothing in its users' names.</summary>
    public PrivilegeProblem ProblemOf(string domain) => Of(domain)?.Problem ?? PrivilegeProblem.NothingAdvertised;

    /// <summary>How what a user did elsewhere can be shown.</summary>
    public OwnVoice VoiceOf(Jid user)
    {
        lock (_gate)
        {
            return Voice(user.Domain);
        }
    }

    /// <summary>Something could not be shown in a user's name.</summary>
    public void Miss(Jid user) => Missed?.Invoke(user);

    /// <summary>The stanza by which a user's server is asked to send a message in their name.</summary>
    /// <param name="message">From the user's bare JID to the bare JID of a person.</param>
    /// <param name="user">The user.</param>
    /// <param name="id">The id of the whole, by which a refusal names it.</param>
    public XElement Wrap(XElement message, Jid user, string id) => Stanza.Message(
        link.Domain, Jid.Parse(user.Domain), null, id, Privilege.BuildMessage(message, Of(user.Domain)?.Permissions.Version));

    /// <summary>Takes what concerns privileges and nobody else: advertisements, refusals, and what comes back of what was sent in somebody's name.</summary>
    /// <param name="message">A message.</param>
    /// <param name="from">Its sender.</param>
    /// <param name="to">Its recipient.</param>
    /// <returns>False for any other message.</returns>
    public bool TryTake(XElement message, Jid from, Jid to)
    {
        if (!message.IsError && copies.IsCopy(message, from, to))
        {
            return true;
        }

        // The server itself is a domain alone: no user of it has that address.
        if (from is not { Local: null, Resource: null } || to is not { Local: null, Resource: null })
        {
            return false;
        }

        if (message.IsError)
        {
            return message.Id is { } id && DeliveryIds.ReadIncoming(DeliveryIds.ReadPart(id).StanzaId) is not null && TakeRefusal(from.Domain, StanzaError.Read(message));
        }

        if (Privilege.ReadPermissions(message) is not { } permissions)
        {
            return false;
        }

        Advertised(from, permissions);
        return true;
    }

    /// <summary>The stream came up: before anything is read from it.</summary>
    public void Up()
    {
        lock (_gate)
        {
            _stream++;
            _grants.Clear();
            (_isUp, _isSettled) = (true, false);
            _settling?.Dispose();
            var stream = _stream;
            _settling = time.CreateTimer(_ => Settled(stream), null, Patience, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The stream fell.</summary>
    public void Down()
    {
        lock (_gate)
        {
            _grants.Clear();
            _isUp = false;
            _settling?.Dispose();
            _settling = null;
        }

        Tell();
    }

    /// <summary>Completes when nothing is being asked any more, after the token given to the constructor was cancelled.</summary>
    public Task DrainAsync() => _tasks.DrainAsync();

    /// <summary>Under the lock.</summary>
    private OwnVoice Voice(string domain) =>
        !_isUp ? OwnVoice.NotKnownYet
        : !_grants.TryGetValue(domain, out var grant) ? (_isSettled ? OwnVoice.None : OwnVoice.NotKnownYet)
        : grant.Problem != PrivilegeProblem.None ? OwnVoice.None
        : grant.MakesCopies is null ? OwnVoice.NotKnownYet : OwnVoice.Own;

    private void Advertised(Jid server, Privilege.Permissions permissions)
    {
        // The servers that speak the newest version all make copies; of those before, it depends on which one it is.
        var isAsked = permissions.OutgoingMessages && permissions.Version != Ns.Privilege;
        long stream;
        lock (_gate)
        {
            if (!_isUp || (_grants.Count >= MaxServers && !_grants.ContainsKey(server.Domain)))
            {
                return;
            }

            _grants[server.Domain] = new ServerGrant(permissions) { MakesCopies = isAsked ? null : true };
            stream = _stream;
        }

        LogAdvertised(_log, link.Domain.Domain, server.Domain, permissions.OutgoingMessages);
        if (isAsked)
        {
            _tasks.Run(server.Domain, token => AskSoftwareAsync(server, stream, token));
        }
        else
        {
            Known(server.Domain);
        }
    }

    private async Task AskSoftwareAsync(Jid server, long stream, CancellationToken token)
    {
        var answer = await requests.AskAsync(server, SoftwareVersion.BuildRequest(), VerbCall.Patience, token);
        var software = answer is null ? null : SoftwareVersion.Read(answer);
        lock (_gate)
        {
            if (stream != _stream || !_grants.TryGetValue(server.Domain, out var grant))
            {
                return;
            }

            _grants[server.Domain] = grant with { Software = software, MakesCopies = software is { } told && MakesCopies(told.Name, told.Version) };
        }

        Known(server.Domain);
    }

    /// <summary>Whether a server of the version before the newest copies messages in a user's name; one that is not known does not.</summary>
    private static bool MakesCopies(string name, string version)
    {
        var numbers = version.Split('.', '-', '+', ' ');
        return name.Equals("ejabberd", StringComparison.OrdinalIgnoreCase) && numbers.Length >= 2
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var month)
            && new Version(year, month) >= FirstWithCopies;
    }

    private bool TakeRefusal(string domain, StanzaError? error)
    {
        int refusals;
        lock (_gate)
        {
            if (!_grants.TryGetValue(domain, out var grant))
            {
                return false;
            }

            refusals = grant.Refusals + 1;
            _grants[domain] = grant with { Refusals = refusals, IsWithdrawn = grant.IsWithdrawn || error is { Type: "auth" } };
        }

        // A server that refuses one message refuses many: 1, 10, 100.
        if (refusals == Math.Pow(10, Math.Floor(Math.Log10(refusals))))
        {
            LogRefused(_log, link.Domain.Domain, domain, refusals, error?.Condition ?? "undefined-condition");
        }

        Changed?.Invoke(domain);
        return true;
    }

    [LoggerMessage(2200, LogLevel.Information, "{Domain}: {Server} has told which privileges the gateway has; messages in its users' names: {Messages}")]
    private static partial void LogAdvertised(ILogger log, string domain, string server, bool messages);

    [LoggerMessage(2201, LogLevel.Warning, "{Domain}: {Server} has refused {Count} messages in its users' names so far, the last with {Condition}")]
    private static partial void LogRefused(ILogger log, string domain, string server, int count, string condition);
}
