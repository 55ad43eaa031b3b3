using Microsoft.Extensions.Logging;

namespace Bridge.Adapters.Irc;

/// <summary>Log lines 5100 to 5199. No secrets, no message bodies, no lines of the wire.</summary>
internal static partial class IrcLog
{
    [LoggerMessage(5100, LogLevel.Information, "{User} connects to {Server} ({Host}:{Port}, TLS {Tls})")]
    internal static partial void Connecting(ILogger log, string? user, string server, string host, int port, bool tls);

    [LoggerMessage(5101, LogLevel.Information, "{User} is on {Server} as {Nick}; capabilities: {Caps}")]
    internal static partial void Registered(ILogger log, string? user, string server, string nick, IrcCaps caps);

    [LoggerMessage(5102, LogLevel.Information, "{User} left {Server}: {Reason}")]
    internal static partial void Ended(ILogger log, string? user, string server, string reason);

    [LoggerMessage(5103, LogLevel.Warning, "{User} on {Server}: a line of kind {Command} could not be handled")]
    internal static partial void LineFailed(ILogger log, string? user, string server, string command, Exception failure);

    [LoggerMessage(5104, LogLevel.Warning, "{User} on {Server}: {Count} lines were too long and dropped")]
    internal static partial void LinesDropped(ILogger log, string? user, string server, int count);

    [LoggerMessage(5105, LogLevel.Debug, "{User} on {Server}: no sign of life for {Seconds} s")]
    internal static partial void Silent(ILogger log, string? user, string server, int seconds);
}
