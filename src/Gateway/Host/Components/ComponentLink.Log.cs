using Bridge.Xmpp;

namespace Bridge.Gateway.Components;

// What the operator is told.
internal sealed partial class ComponentLink
{
    [LoggerMessage(1000, LogLevel.Information, "{Domain}: connected to the XMPP server at {Host}:{Port}")]
    private static partial void LogUp(ILogger log, string domain, string host, int port);

    [LoggerMessage(1001, LogLevel.Warning, "{Domain}: waiting for the XMPP server at {Host}:{Port}: {Problem}; trying again every few seconds, told once a minute")]
    private static partial void LogUnreachable(ILogger log, string domain, string host, int port, string problem);

    [LoggerMessage(1002, LogLevel.Warning, "{Domain}: the stream broke: {Problem}; connecting again")]
    private static partial void LogBroken(ILogger log, string domain, string problem);

    [LoggerMessage(1003, LogLevel.Information, "{Domain}: the XMPP server closed the stream; connecting again")]
    private static partial void LogEnded(ILogger log, string domain);

    [LoggerMessage(1004, LogLevel.Error, "{Domain}: {Host}:{Port} refuses the secret: make Networks:{Network}:Secret and the server's component secret the same; trying again every half minute")]
    private static partial void LogWrongSecret(ILogger log, string domain, string host, int port, string network);

    [LoggerMessage(1005, LogLevel.Error, "{Domain}: {Host}:{Port} does not know this domain: add it as an external component there, or mend Networks:{Network}:Domain; or that is the port of clients or of other servers, and Server:Host and Server:Port must name the one of components; trying again every half minute")]
    private static partial void LogUnknownHost(ILogger log, string domain, string host, int port, string network);

    [LoggerMessage(1006, LogLevel.Error, "{Domain}: another component is connected under this domain: stop it, or let the server prefer the newest (Prosody: component_conflict_resolve = \"kick_old\"); trying again")]
    private static partial void LogConflict(ILogger log, string domain);

    [LoggerMessage(1007, LogLevel.Error, "{Domain}: the XMPP server ended the stream: {Problem}; connecting again")]
    private static partial void LogStreamError(ILogger log, string domain, string problem);

    [LoggerMessage(1011, LogLevel.Error, "{Domain}: what answers at {Host}:{Port} is no XMPP server's port for components ({Problem}): let Server:Host and Server:Port name that; trying again every half minute")]
    private static partial void LogNoServer(ILogger log, string domain, string host, int port, string problem);

    [LoggerMessage(1008, LogLevel.Error, "{Domain}: a {Kind} stanza was not written: {Result}; told once a minute at most")]
    private static partial void LogRefused(ILogger log, string domain, string kind, WriteResult result);

    [LoggerMessage(1010, LogLevel.Error, "{Domain}: the stream failed in a way that was not expected; connecting again")]
    private static partial void LogFailed(ILogger log, Exception cause, string domain);

    [LoggerMessage(1009, LogLevel.Warning, "{Domain}: a {Kind} stanza from somebody at {SenderDomain} is larger or deeper than the gateway takes and was passed over; told once a minute at most")]
    private static partial void LogPassedOver(ILogger log, string domain, string kind, string senderDomain);
}
