namespace Bridge.Adapters.Irc;

/// <summary>What the codes of FAIL mean (standard-replies, and the specifications that define them). Codes nobody listed are known by the words in them.</summary>
internal static class StandardReplies
{
    internal static NetworkError ToError(string code) => code.ToUpperInvariant() switch
    {
        "UNKNOWN_MSGID" or "INVALID_TARGET" or "NO_SUCH_CHANNEL" or "NO_SUCH_NICK" or "CHANNEL_RENAMED" => NetworkError.NotFound,
        "REDACT_FORBIDDEN" or "MULTILINE_FORBIDDEN" or "FORBIDDEN" or "ACCOUNT_REQUIRED" => NetworkError.Forbidden,
        "REDACT_WINDOW_EXPIRED" => NetworkError.WindowClosed,
        "MULTILINE_MAX_BYTES" or "MULTILINE_MAX_LINES" => NetworkError.TooLong,
        "INVALID_MSGREFTYPE" or "UNKNOWN_COMMAND" or "UNKNOWN_TYPE" or "DISABLED" => NetworkError.Unsupported,
        "INVALID_PARAMS" or "NEED_MORE_PARAMS" or "MULTILINE_INVALID" or "MULTILINE_INVALID_TARGET" or "INVALID_REFTAG" or "INVALID_UTF8" => NetworkError.Malformed,
        "RATE_LIMITED" or "TIMEOUT" or "TEMPORARILY_UNAVAILABLE" => NetworkError.Throttled,
        "CHANNEL_NAME_IN_USE" => NetworkError.NameTaken,
        var text when Has(text, "RATE_LIMIT") || Has(text, "THROTTLE") || Has(text, "TOO_MANY") => NetworkError.Throttled,
        var text when Has(text, "TOO_LONG") => NetworkError.TooLong,
        var text when Has(text, "NO_SUCH") => NetworkError.NotFound,
        var text when text.StartsWith("INVALID_", StringComparison.Ordinal) => NetworkError.Malformed,
        var text when Has(text, "ACCOUNT_REQUIRED") || Has(text, "NEED_REGISTRATION") => NetworkError.MembersOnly,
        var text when text.StartsWith("CANNOT_", StringComparison.Ordinal) => NetworkError.Forbidden,
        _ => NetworkError.Unknown,
    };

    private static bool Has(string code, string word) => code.Contains(word, StringComparison.Ordinal);
}
