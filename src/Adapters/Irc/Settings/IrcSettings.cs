using System.Collections.Frozen;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>The network's <c>Settings</c>, checked.</summary>
internal sealed class IrcSettings
{
    private const string ServersPrefix = "Servers:";

    private static readonly FrozenSet<string> ServerOptions = FrozenSet.ToFrozenSet(
        ["Host", "Port", "Tls", "VerifyCertificate", "TrustedFingerprint", "Password", "Encoding", "OutgoingEncoding", "MessagesPerSecond", "Burst",
            "LoginWithoutTls", "WebIrc:Password", "WebIrc:Gateway", "WebIrc:Prefix"],
        StringComparer.OrdinalIgnoreCase);

    private IrcSettings()
    {
    }

    internal static Encoding DefaultFallback { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252) ?? Encoding.Latin1;

    internal required FrozenDictionary<string, IrcServer> Servers { get; init; }

    internal required IrcServer? FixedServer { get; init; }

    internal required bool AllowAnyServer { get; init; }

    internal required double MessagesPerSecond { get; init; }

    internal required int Burst { get; init; }

    internal static IrcSettings Read(IReadOnlyDictionary<string, string> settings)
    {
        var byServer = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (key, value) in settings)
            Sort(key, value, byServer);
        var root = new SettingReader(settings, "");
        var rate = root.Number("MessagesPerSecond", 1, 0, 10_000);
        var burst = (int)root.Number("Burst", 10, 1, 100_000);
        var servers = byServer.ToFrozenDictionary(x => x.Key, x => ReadServer(x.Key, x.Value, rate, burst), StringComparer.Ordinal);
        var fixedName = root.Text("FixedServer")?.ToLowerInvariant();
        IrcServer? fixedServer = null;
        if (fixedName is not null && !servers.TryGetValue(fixedName, out fixedServer))
            throw new AdapterSettingException("FixedServer", $"'{fixedName}' is not a server under 'Servers'; add it there or name one that is.");
        var any = root.Flag("AllowAnyServer", false);
        if (servers.Count == 0 && !any)
            throw new AdapterSettingException("Servers", "No IRC server is configured; name one, for example 'Servers:irc.libera.chat:Host', or set 'AllowAnyServer' to true.");
        return new IrcSettings { Servers = servers, FixedServer = fixedServer, AllowAnyServer = any && fixedServer is null, MessagesPerSecond = rate, Burst = burst };
    }

    /// <summary>The server of that lower-case name, or null where it is neither configured nor allowed.</summary>
    internal IrcServer? Find(string name)
    {
        if (FixedServer is not null)
            return name == FixedServer.Name ? FixedServer : null;
        if (Servers.TryGetValue(name, out var server))
            return server;
        if (!AllowAnyServer || !ServerName.TryParse(name, out var host, out var port))
            return null;
        // The classic ports mean what they always have: no TLS. Everything else is verified TLS.
        var tls = port is not (>= 6660 and <= 6669);
        return new IrcServer
        {
            Name = name,
            Host = host,
            Port = port ?? IrcServer.TlsPort,
            Tls = tls,
            IsNamedByUser = true,
            MessagesPerSecond = MessagesPerSecond,
            Burst = Burst,
        };
    }

    private static void Sort(string key, string value, Dictionary<string, Dictionary<string, string>> byServer)
    {
        if (key.StartsWith(ServersPrefix, StringComparison.OrdinalIgnoreCase))
        {
            // A server's name may hold colons itself, so that the last one separates the option.
            var rest = key[ServersPrefix.Length..];
            var colon = rest.LastIndexOf(':');
            if (colon > 0 && rest.AsSpan(0, colon).EndsWith(":WebIrc", StringComparison.OrdinalIgnoreCase))
                colon -= ":WebIrc".Length;
            var option = colon < 0 ? "" : rest[(colon + 1)..];
            if (colon > 0 && ServerOptions.Contains(option))
                Options(byServer, rest[..colon], key)[option] = value;
            else if (string.IsNullOrEmpty(value) && rest.Length > 0)
                Options(byServer, rest, key);
            else
                throw new AdapterSettingException(key, $"There is no such setting of a server; known are {string.Join(", ", ServerOptions.Order())}.");
            return;
        }
        if (!key.Equals("FixedServer", StringComparison.OrdinalIgnoreCase) && !key.Equals("AllowAnyServer", StringComparison.OrdinalIgnoreCase)
            && !key.Equals("MessagesPerSecond", StringComparison.OrdinalIgnoreCase) && !key.Equals("Burst", StringComparison.OrdinalIgnoreCase)
            && !key.Equals("Servers", StringComparison.OrdinalIgnoreCase))
            throw new AdapterSettingException(key, "There is no such setting; known are Servers, FixedServer, AllowAnyServer, MessagesPerSecond and Burst.");
    }

    private static Dictionary<string, string> Options(Dictionary<string, Dictionary<string, string>> byServer, string server, string key)
    {
        var name = server.ToLowerInvariant();
        if (!ServerName.IsValid(name))
            throw new AdapterSettingException(key, $"'{server}' cannot be a server's name: letters, digits, '.', '-', '_', ':' and brackets only.");
        if (!byServer.TryGetValue(name, out var options))
            byServer[name] = options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        return options;
    }

    private static IrcServer ReadServer(string name, Dictionary<string, string> options, double rate, int burst)
    {
        var reader = new SettingReader(options, ServersPrefix + name + ":");
        var tls = reader.Flag("Tls", true);
        var host = reader.Text("Host") ?? (ServerName.TryParse(name, out var own, out _) ? own : name);
        if (Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown)
            throw new AdapterSettingException(reader.Key("Host"), $"'{host}' is not a host name or an IP address.");
        return new IrcServer
        {
            Name = name,
            Host = host,
            Tls = tls,
            Port = (int)reader.Number("Port", tls ? IrcServer.TlsPort : IrcServer.PlainPort, 1, 65_535),
            VerifyCertificate = reader.Flag("VerifyCertificate", true),
            TrustedFingerprint = ReadFingerprint(reader),
            Password = ReadPassword(reader),
            LoginWithoutTls = reader.Flag("LoginWithoutTls", false),
            WebIrc = ReadWebIrc(reader),
            Fallback = ReadEncoding(reader),
            Outgoing = ReadOutgoing(reader),
            MessagesPerSecond = reader.Number("MessagesPerSecond", rate, 0, 10_000),
            Burst = (int)reader.Number("Burst", burst, 1, 100_000),
        };
    }

    private static string? ReadFingerprint(SettingReader reader)
    {
        if (reader.Text("TrustedFingerprint") is not { } text)
            return null;
        var hex = text.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (hex.Length is not (40 or 64 or 128) || !hex.All(char.IsAsciiHexDigitUpper))
            throw new AdapterSettingException(reader.Key("TrustedFingerprint"), "A fingerprint is 40 (SHA-1), 64 (SHA-256) or 128 (SHA-512) hex digits, with or without colons.");
        return hex;
    }

    private static string? ReadPassword(SettingReader reader)
    {
        var password = reader.Text("Password");
        if (password is not null && password.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            throw new AdapterSettingException(reader.Key("Password"), "A server's password is one line.");
        return password;
    }

    private static WebIrc? ReadWebIrc(SettingReader reader)
    {
        var gateway = reader.Text("WebIrc:Gateway") ?? "bridge";
        if (!TargetName.IsValid(gateway))
            throw new AdapterSettingException(reader.Key("WebIrc:Gateway"), "The gateway's name is one word.");
        var prefix = WebIrc.DefaultPrefix;
        if (reader.Text("WebIrc:Prefix") is { } text && !WebIrc.TryParsePrefix(text, out prefix))
            throw new AdapterSettingException(reader.Key("WebIrc:Prefix"), $"'{text}' is not a prefix of IPv6 addresses of 8 to 64 bits, for example 2001:db8:1::/48.");
        if (reader.Text("WebIrc:Password") is not { } password)
            return null;
        // It is a parameter in the middle of a line.
        if (!TargetName.IsValid(password))
            throw new AdapterSettingException(reader.Key("WebIrc:Password"), "The password for WEBIRC is one word without commas that does not begin with a colon.");
        return new WebIrc(password, gateway, prefix);
    }

    private static Encoding ReadOutgoing(SettingReader reader) => reader.Text("OutgoingEncoding") is not { } name ? Encoding.UTF8
        : OutgoingEncoding.Find(name) ?? throw new AdapterSettingException(reader.Key("OutgoingEncoding"), $"There is no encoding '{name}' that can be sent; examples are utf-8, koi8-r and windows-1251.");

    private static Encoding ReadEncoding(SettingReader reader) => reader.Text("Encoding") is not { } name ? DefaultFallback
        : EncodingNames.Find(name) ?? throw new AdapterSettingException(reader.Key("Encoding"), $"There is no encoding '{name}'; examples are windows-1252, iso-8859-15 and koi8-r.");
}
