using System.Globalization;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Makes legal nicks and user names (RFC 2812 section 2.3.1) out of what people are called.</summary>
internal static class NickName
{
    private const string Specials = "[]\\`_^{|}";

    /// <summary>The nearest legal nick; never empty.</summary>
    internal static string Sanitise(string wanted, int most)
    {
        var builder = new StringBuilder(wanted.Length);
        foreach (var c in wanted)
        {
            if (IsLegal(c, builder.Length == 0))
                builder.Append(c);
            else if (c is ' ' or '.' or '-' && builder.Length > 0)
                builder.Append('_');
        }
        if (builder.Length == 0)
            builder.Append(Neutral(wanted));
        if (builder.Length > most)
            builder.Length = most;
        return builder.ToString();
    }

    /// <summary>A nick that says nothing, for a name with nothing legal in it.</summary>
    internal static string Neutral(string wanted) => "user" + (Hash(wanted) % 10_000).ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>Another nick when the one before was taken.</summary>
    internal static string Next(string wanted, int attempt, int most)
    {
        var suffix = attempt <= 3 ? new string('_', attempt) : (Hash(wanted + attempt) % 10_000).ToString("D4", CultureInfo.InvariantCulture);
        var room = Math.Max(1, most - suffix.Length);
        return (wanted.Length > room ? wanted[..room] : wanted) + suffix;
    }

    /// <summary>A legal user name (ident) of at most ten characters; the same for the same person.</summary>
    internal static string UserName(string wanted)
    {
        var legal = new string([.. wanted.Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-').Take(10)]).TrimStart('-', '_');
        return legal.Length > 0 ? legal : "u" + (Hash(wanted) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static bool IsLegal(char c, bool first) =>
        char.IsAsciiLetter(c) || Specials.Contains(c, StringComparison.Ordinal) || (!first && (char.IsAsciiDigit(c) || c == '-'));

    // FNV-1a: the same in every process, which the runtime's own is not.
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
            hash = (hash ^ c) * 16777619u;
        return hash;
    }
}
