namespace Bridge.Adapters.Irc;

/// <summary>What the text of an ERROR means: there is no code in it.</summary>
internal static class ServerErrors
{
    private static readonly string[] Banned = ["k-line", "g-line", "z-line", "k:line", "g:line", "z:line", "kline", "gline", "zline", "d-line", "dline", "banned", "akill", "autokill"];
    private static readonly string[] Throttled = ["throttl", "too fast", "reconnect", "too many", "clone", "no more connections", "limit", "try again later", "flood"];

    internal static NetworkException Explain(string text)
    {
        var said = text.Length > 0 ? text : "no reason given";
        if (Contains(text, Banned))
            return new NetworkException(NetworkError.Banned, $"The server has banned this account: {said}") { Code = "irc.465", RetryAfter = TimeSpan.FromHours(1) };
        if (Contains(text, Throttled))
            return new NetworkException(NetworkError.Throttled, $"The server asks for fewer connections: {said}") { Code = "irc.throttled", RetryAfter = TimeSpan.FromMinutes(2) };
        if (text.Contains("password", StringComparison.OrdinalIgnoreCase))
            return new NetworkException(NetworkError.BadCredentials, $"The server refuses the password: {said}") { Code = "irc.464" };
        return new NetworkException(NetworkError.NetworkDown, $"The server closed the connection: {said}") { Code = "irc.error" };
    }

    private static bool Contains(string text, string[] words) => words.Any(x => text.Contains(x, StringComparison.OrdinalIgnoreCase));
}
