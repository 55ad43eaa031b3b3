using System.Globalization;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>What a user may set, and what it makes of a server. A user may slow their connection down, and not exceed what the operator allows.</summary>
internal static class IrcOptions
{
    internal const int MaxCommands = 20;
    internal const int MaxCommandBytes = 400;

    private const int MaxRealName = 150;
    private const int MaxPassword = 400;
    private const OptionLevels Everywhere = OptionLevels.Network | OptionLevels.Account | OptionLevels.Chat;

    internal static AccountOption Nick { get; } = new("nick", "Nick to appear under")
    {
        Explanation = "Until you join a channel with another one.",
    };

    internal static AccountOption UserName { get; } = new("username", "User name (ident), before the @ of your address on IRC");

    internal static AccountOption RealName { get; } = new("realname", "Real name to show");

    internal static AccountOption Password { get; } = new("password", "Password of the server itself")
    {
        Explanation = "Few servers ask for one.",
        Secret = true,
        Levels = OptionLevels.Account,
    };

    internal static AccountOption SaslUserName { get; } = new("sasl-username", "Name of your account there (SASL)") { Levels = OptionLevels.Account };

    internal static AccountOption SaslPassword { get; } = new("sasl-password", "Password of your account there (SASL)")
    {
        Secret = true,
        Levels = OptionLevels.Account,
    };

    internal static AccountOption Certificate { get; } = new("certificate", "Certificate to log in with (SASL EXTERNAL)")
    {
        Explanation = "PEM with its private key, or PKCS #12 in base64.",
        Kind = OptionKind.Lines,
        Secret = true,
        Levels = OptionLevels.Account,
    };

    internal static AccountOption CertificatePassword { get; } = new("certificate-password", "Password of the certificate's key, where it has one")
    {
        Secret = true,
        Levels = OptionLevels.Account,
    };

    internal static AccountOption Encoding { get; } = new("encoding", "Encoding of what is not UTF-8")
    {
        Explanation = "Incoming text is read as UTF-8 where it is that, and else as this. Examples: windows-1252, iso-8859-15, koi8-r.",
        Levels = Everywhere,
        Default = IrcSettings.DefaultFallback.WebName,
        Live = true,
    };

    internal static AccountOption OutgoingEncoding { get; } = new("outgoing-encoding", "Encoding of what you send")
    {
        Explanation = "What the encoding does not have is sent as UTF-8. Only for places where that is not read.",
        Levels = Everywhere,
        Default = "utf-8",
        Live = true,
    };

    internal static AccountOption MessagesPerSecond { get; } = new("messages-per-second", "Lines a second, once the burst is used up")
    {
        Explanation = "0 for no limit. Not more than the gateway's configuration allows.",
        Kind = OptionKind.Number,
        Fractions = true,
        Most = 10_000,
        Default = "1",
        Live = true,
    };

    internal static AccountOption Burst { get; } = new("burst", "Lines that may go at once")
    {
        Explanation = "Not more than the gateway's configuration allows.",
        Kind = OptionKind.Number,
        Least = 1,
        Most = 100_000,
        Default = "10",
        Live = true,
    };

    internal static AccountOption AfterConnect { get; } = new("after-connect", "Commands to send after connecting")
    {
        Explanation = "Lines of the IRC protocol, sent as they are before channels are joined; for example PRIVMSG NickServ :identify …",
        Kind = OptionKind.Lines,
        Secret = true,
        Levels = OptionLevels.Account,
    };

    internal static AccountOption Bot { get; } = new("bot", "Whether you are a program")
    {
        Explanation = "A server that has a mode for that shows others that you are one.",
        Kind = OptionKind.Switch,
        Default = "false",
    };

    internal static IReadOnlyList<AccountOption> All { get; } =
        [Nick, UserName, RealName, Password, SaslUserName, SaslPassword, Certificate, CertificatePassword, Encoding, OutgoingEncoding,
            MessagesPerSecond, Burst, AfterConnect, Bot];

    /// <summary>What the operator has configured other than the default, for a server or for all of them.</summary>
    internal static string? GetConfigured(IrcSettings settings, AccountOption option, IrcServer? server)
    {
        var value = option.Key switch
        {
            "encoding" => server?.Fallback.WebName,
            "outgoing-encoding" => server?.Outgoing.WebName,
            "messages-per-second" => (server?.MessagesPerSecond ?? settings.MessagesPerSecond).ToString(CultureInfo.InvariantCulture),
            "burst" => (server?.Burst ?? settings.Burst).ToString(CultureInfo.InvariantCulture),
            "password" when server?.Password is not null => "",
            _ => null,
        };
        return value == option.Default ? null : value;
    }

    /// <summary>What is wrong with a value for a server, or for all of them; null when it is right.</summary>
    internal static string? FindProblem(AccountOption option, IrcServer? server, string value) => option.Key switch
    {
        "nick" when !TargetName.IsValidNick(value) => "a nick has no spaces and few special characters",
        "realname" when System.Text.Encoding.UTF8.GetByteCount(value) > MaxRealName => $"at most {MaxRealName} bytes",
        "password" when System.Text.Encoding.UTF8.GetByteCount(value) > MaxPassword => $"at most {MaxPassword} bytes",
        "certificate" => ClientCertificate.FindProblem(value),
        "encoding" when EncodingNames.Find(value) is null => "there is no such encoding",
        "outgoing-encoding" when Irc.OutgoingEncoding.Find(value) is null => "there is no such encoding that can be sent",
        "messages-per-second" when server is { MessagesPerSecond: > 0 and var most } && Number(value) is var wanted && (wanted == 0 || wanted > most) =>
            string.Create(CultureInfo.InvariantCulture, $"the gateway's configuration allows {most} at most"),
        "burst" when server is { MessagesPerSecond: > 0 } && Number(value) > server.Burst =>
            string.Create(CultureInfo.InvariantCulture, $"the gateway's configuration allows {server.Burst} at most"),
        "after-connect" => FindProblem(Lines(value)),
        _ => null,
    };

    /// <summary>The server as a user's values make it.</summary>
    internal static IrcServer? Apply(IrcServer? server, IReadOnlyDictionary<string, string> values)
    {
        if (server is null)
            return null;
        var rate = values.TryGetValue(MessagesPerSecond.Key, out var wanted) ? Number(wanted) : server.MessagesPerSecond;
        var burst = values.TryGetValue(Burst.Key, out var most) ? (int)Number(most) : server.Burst;
        if (server.MessagesPerSecond > 0)
        {
            rate = rate <= 0 ? server.MessagesPerSecond : Math.Min(rate, server.MessagesPerSecond);
            burst = Math.Min(burst, server.Burst);
        }
        burst = Math.Max(1, burst);
        var (fallback, outgoing) = (EncodingOf(values) ?? server.Fallback, OutgoingOf(values) ?? server.Outgoing);
        // Most users set none of these, and share what the operator has configured.
        return rate == server.MessagesPerSecond && burst == server.Burst && fallback == server.Fallback && outgoing == server.Outgoing
            ? server : server with { MessagesPerSecond = rate, Burst = burst, Fallback = fallback, Outgoing = outgoing };
    }

    /// <summary>The encoding of what is sent that a user has set, or null.</summary>
    internal static Encoding? OutgoingOf(IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue(OutgoingEncoding.Key, out var name) ? Irc.OutgoingEncoding.Find(name) : null;

    /// <summary>The encoding that a user has set, or null.</summary>
    internal static Encoding? EncodingOf(IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue(Encoding.Key, out var name) ? EncodingNames.Find(name) : null;

    /// <summary>The commands that a user has set, without those that cannot be sent.</summary>
    internal static IReadOnlyList<string> CommandsOf(IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue(AfterConnect.Key, out var text) && Lines(text) is var lines && FindProblem(lines) is null ? lines : [];

    /// <summary>What is wrong with a line that somebody wants to be sent as it is; null when it is one line and short enough.</summary>
    internal static string? FindProblem(string line, int maxBytes) =>
        line.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0 ? "one line each"
        : line.Trim().Length == 0 ? "no empty line"
        : System.Text.Encoding.UTF8.GetByteCount(line) > maxBytes ? $"at most {maxBytes} bytes a line"
        : null;

    private static string? FindProblem(List<string> lines) => lines.Count > MaxCommands
        ? $"at most {MaxCommands} lines"
        : lines.Select(static line => FindProblem(line, MaxCommandBytes)).FirstOrDefault(static problem => problem is not null);

    private static List<string> Lines(string text) => [.. text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0)];

    private static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
