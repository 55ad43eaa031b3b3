namespace Bridge.Adapters.Irc;

/// <summary>What the text of an ERROR means: there is no code in it.</summary>
internal static class ServerErrors
{
    private static readonly string[] Banned =
    [
        "k-line", "g-line", "z-line", "d-line", "k:line", "g:line", "z:line", "d:line", "kline", "gline", "zline", "dline", "banned", "akill", "autokill",
    ];

    private static readonly string[] Throttled =
        ["throttl", "too fast", "reconnect", "too many", "clone", "no more connections", "limit", "try again later", "flood"];

    // InspIRCd says no more than this to a wrong password.
    private static readonly string[] NotLetIn = ["access denied", "not authorized", "not authorised", "unauthorized", "unauthorised"];

    internal static NetworkException Explain(string text, bool sentPassword)
    {
        var said = text.Length > 0 ? text : "no reason given";
        if (Contains(text, Banned))
            return Make(NetworkError.Banned, $"The server has banned this account: {said}", "irc.465", TimeSpan.FromHours(1));
        if (Contains(text, Throttled))
            return Make(NetworkError.Throttled, $"The server asks for fewer connections: {said}", "irc.throttled", TimeSpan.FromMinutes(2));
        if (text.Contains("password", StringComparison.OrdinalIgnoreCase))
            return Make(NetworkError.BadCredentials, $"The server refuses the password: {said}", "irc.464");
        if (Contains(text, NotLetIn))
            return sentPassword
                ? Make(NetworkError.BadCredentials, $"The server refuses the password, or connections from here: {said}", "irc.464")
                : Make(NetworkError.Forbidden, $"The server lets nobody in from here, or wants a password: {said}", "irc.denied", TimeSpan.FromHours(1));
        return Make(NetworkError.NetworkDown, $"The server closed the connection: {said}", "irc.error");
    }

    private static NetworkException Make(NetworkError error, string text, string code, TimeSpan? retryAfter = null) =>
        new(error, text) { Code = code, RetryAfter = retryAfter };

    private static bool Contains(string text, string[] words) => words.Any(x => text.Contains(x, StringComparison.OrdinalIgnoreCase));
}
