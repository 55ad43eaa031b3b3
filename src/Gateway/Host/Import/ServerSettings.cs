using System.Globalization;
using Bridge.Gateway.Configuration;
using Bridge.Store;

namespace Bridge.Gateway.Import;

/// <summary>What users of biboumi say of a server and what the operator says in Bridge: where it is, and how its certificate is checked. It is told, not taken over.</summary>
internal sealed class ServerSettings(NetworkConfiguration network, ImportReport report)
{
    private const int MaxServers = 200, MaxValues = 20, MaxText = 255;

    private static readonly string[] UsualTlsPorts = ["6697", "6670"];

    private readonly SortedDictionary<string, Dictionary<(string Key, string Value), int>> _servers = new(StringComparer.Ordinal);

    /// <summary>Takes note of one user's row.</summary>
    public void Add(ForeignRow row)
    {
        if (row.Text("server_")?.ToLowerInvariant() is not { Length: > 0 and <= MaxText } server)
        {
            return;
        }

        if (!_servers.TryGetValue(server, out var values))
        {
            if (_servers.Count == MaxServers)
            {
                return;
            }

            _servers.Add(server, values = []);
        }

        foreach (var setting in Read(row, server))
        {
            if (values.ContainsKey(setting) || values.Count < MaxValues)
            {
                values[setting] = values.GetValueOrDefault(setting) + 1;
            }
        }
    }

    /// <summary>Tells what differs from the configuration.</summary>
    public void Report()
    {
        foreach (var (server, values) in _servers)
        {
            foreach (var ((key, value), users) in values)
            {
                var path = $"Servers:{server}:{key}";
                if (network.Settings.GetValueOrDefault(path) is not { } configured || !configured.Equals(value, StringComparison.OrdinalIgnoreCase))
                {
                    report.Advise(
                        $"{users} {(users == 1 ? "user has" : "users have")} {ImportReport.Shown(value)} for {ImportReport.Shown(server)}, which is for the operator "
                        + $"to say in Bridge: Bridge:Networks:{network.Name}:Settings:Servers:<name>:{key}");
                }
            }
        }
    }

    private static IEnumerable<(string Key, string Value)> Read(ForeignRow row, string server)
    {
        if (row.Text("address_")?.Trim() is { Length: > 0 and <= MaxText } address && !address.Equals(server, StringComparison.OrdinalIgnoreCase))
        {
            yield return ("Host", address);
        }

        var (tls, plain) = (Ports(row, "tlsports_"), Ports(row, "ports_"));
        if (tls.Length == 0 && plain.Length > 0)
        {
            yield return ("Tls", "false");
            yield return ("Port", plain[0]);
        }
        else if (tls.Length > 0 && !tls.SequenceEqual(UsualTlsPorts))
        {
            yield return ("Port", tls[0]);
        }

        if (row.Text("trustedfingerprint_")?.Trim() is { Length: > 0 and <= MaxText } fingerprint)
        {
            yield return ("TrustedFingerprint", fingerprint);
        }
        else if ((tls.Length > 0 || plain.Length == 0) && row.TryNumber("verifycert_", out var verify) && verify == 0)
        {
            yield return ("VerifyCertificate", "false");
        }
    }

    private static string[] Ports(ForeignRow row, string column) =>
        [.. (row.Text(column) ?? "").Split(';', 20, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(static port => int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65_535)];
}
