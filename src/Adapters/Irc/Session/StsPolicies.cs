using System.Globalization;
using System.Text.Json;

namespace Bridge.Adapters.Irc;

/// <summary>
/// Which hosts may be spoken to by TLS only, and until when (sts). Kept in a file of the adapter's; one that cannot be read or written
/// costs the memory of it and nothing else.
/// </summary>
internal sealed class StsPolicies(string folder, TimeProvider time)
{
    private const int MaxHosts = 1000;
    private const int MaxFile = 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private readonly Lock _lock = new();
    private Dictionary<string, Policy>? _byHost;

    private string FileName => Path.Combine(folder, "sts.json");

    /// <summary>How to connect to a server: by TLS where that has been promised.</summary>
    internal IrcServer Apply(IrcServer server)
    {
        if (server.Tls)
            return server;
        lock (_lock)
        {
            return Load().TryGetValue(Key(server.Host), out var policy) && policy.Until > time.GetUtcNow() ? server with { Tls = true, Port = policy.Port } : server;
        }
    }

    /// <summary>Takes in what a server says over a verified connection: from now on so long, or with no time at all no longer.</summary>
    internal void Set(string host, int port, TimeSpan duration)
    {
        var until = time.GetUtcNow() + (duration < Longest ? duration : Longest);
        lock (_lock)
        {
            var policies = Load();
            var known = policies.GetValueOrDefault(Key(host));
            if (duration <= TimeSpan.Zero)
            {
                if (policies.Remove(Key(host)))
                    Save(policies);
                return;
            }
            policies[Key(host)] = new Policy(port, until);
            // Every connection moves the end a little: the file follows by the day, or the hour where little is promised.
            var drift = duration < TimeSpan.FromDays(2) ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
            if (known is null || known.Port != port || (until - known.Until).Duration() >= drift)
                Save(policies);
        }
    }

    /// <summary>The port to upgrade to, from the value of the capability; null when it names none.</summary>
    internal static int? PortOf(string value) =>
        int.TryParse(Find(value, "port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65_535 ? port : null;

    /// <summary>How long TLS is promised for, from the value of the capability; null when it does not say.</summary>
    internal static TimeSpan? DurationOf(string value) =>
        long.TryParse(Find(value, "duration"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, (long)Longest.TotalSeconds)) : null;

    private static string? Find(string value, string key)
    {
        foreach (var token in value.Split(','))
        {
            if (token.StartsWith(key, StringComparison.Ordinal) && token.Length > key.Length && token[key.Length] == '=')
                return token[(key.Length + 1)..];
        }
        return null;
    }

    private static string Key(string host) => host.ToLowerInvariant();

    private Dictionary<string, Policy> Load()
    {
        if (_byHost is not null)
            return _byHost;
        _byHost = [];
        try
        {
            var file = new FileInfo(FileName);
            if (file.Exists && file.Length <= MaxFile)
                _byHost = JsonSerializer.Deserialize(File.ReadAllBytes(FileName), StsJson.Default.DictionaryStringPolicy) ?? [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            // It is written anew with the next policy.
        }
        foreach (var (host, policy) in _byHost.ToList())
        {
            if (policy is null or { Port: < 1 or > 65_535 })
                _byHost.Remove(host);
        }
        return _byHost;
    }

    private void Save(Dictionary<string, Policy> policies)
    {
        // Users may name servers: what is over, and then what ends first, makes room.
        var now = time.GetUtcNow();
        foreach (var (host, policy) in policies.OrderBy(x => x.Value.Until).ToList())
        {
            if (policy.Until <= now || policies.Count > MaxHosts)
                policies.Remove(host);
        }
        try
        {
            var next = FileName + ".new";
            File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(policies, StsJson.Default.DictionaryStringPolicy));
            File.Move(next, FileName, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // In force as long as the process lives, then.
        }
    }

    /// <summary>A promise of TLS.</summary>
    /// <param name="Port">Where it is spoken.</param>
    /// <param name="Until">When the promise ends.</param>
    internal sealed record Policy(int Port, DateTimeOffset Until);
}
