namespace Bridge.Adapters.Irc;

/// <summary>What the codes of FAIL mean (standard-replies, and the specifications that define them).</summary>
internal static class StandardReplies
{
    internal static NetworkError ToError(string code) => code.ToUpperInvariant() switch
    {
        "UNKNOWN_MSGID" or "INVALID_TARGET" or "NO_SUCH_CHANNEL" or "NO_SUCH_NICK" => NetworkError.NotFound,
        "REDACT_FORBIDDEN" or "MULTILINE_FORBIDDEN" or "FORBIDDEN" or "ACCOUNT_REQUIRED" => NetworkError.Forbidden,
        "REDACT_WINDOW_EXPIRED" => NetworkError.WindowClosed,
        "MULTILINE_MAX_BYTES" or "MULTILINE_MAX_LINES" => NetworkError.TooLong,
        "INVALID_MSGREFTYPE" or "UNKNOWN_COMMAND" or "UNKNOWN_TYPE" or "DISABLED" => NetworkError.Unsupported,
        "INVALID_PARAMS" or "NEED_MORE_PARAMS" or "MULTILINE_INVALID" or "MULTILINE_INVALID_TARGET" or "INVALID_REFTAG" or "INVALID_UTF8" => NetworkError.Malformed,
        "RATE_LIMITED" or "TIMEOUT" => NetworkError.Throttled,
        _ => NetworkError.Unknown,
    };
}
