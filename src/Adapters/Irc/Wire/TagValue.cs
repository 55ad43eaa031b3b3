using System.Globalization;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Values of message tags.</summary>
internal static class TagValue
{
    private const int MaxIdBytes = 240;

    /// <summary>The text of a value (message-tags, "Escaping values").</summary>
    internal static string Unescape(ReadOnlySpan<byte> value)
    {
        var text = Encoding.UTF8.GetString(value);
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
                builder.Append(text[i]);
            else if (++i < text.Length)
                builder.Append(text[i] switch { ':' => ';', 's' => ' ', 'r' => '\r', 'n' => '\n', var c => c });
        }
        return builder.ToString();
    }

    /// <summary>The network's id of a message, or null. One that is too long to be true counts as none.</summary>
    internal static string? MessageIdOf(in IrcLine line) =>
        !line.Tags.IsEmpty && line.TryGetTag("msgid"u8, out var value) && value.Length is > 0 and <= MaxIdBytes ? Unescape(value) : null;

    /// <summary>When it happened, or null when that is now: servers stamp every line, and most are live.</summary>
    internal static DateTimeOffset? TimeOf(in IrcLine line, TimeProvider time)
    {
        if (line.Tags.IsEmpty || !line.TryGetTag("time"u8, out var value) || value.Length is < 19 or > 40)
            return null;
        Span<char> chars = stackalloc char[40];
        if (Encoding.UTF8.TryGetChars(value, chars, out var length)
            && DateTimeOffset.TryParse(chars[..length], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            && (time.GetUtcNow() - at).Duration() > TimeSpan.FromSeconds(10))
            return at;
        return null;
    }
}
