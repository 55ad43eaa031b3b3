using System.Globalization;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Values of message tags.</summary>
internal static class TagValue
{
    /// <summary>A longer id is none.</summary>
    internal const int MaxIdBytes = 240;

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

    /// <summary>The message that a line answers (<c>+reply</c>), or null.</summary>
    internal static string? ReplyOf(in IrcLine line) => TextOf(line, "+reply"u8, "+draft/reply"u8, MaxIdBytes);

    /// <summary>The text of a client-only tag in either of its spellings; null when it is missing, empty or longer than that.</summary>
    internal static string? TextOf(in IrcLine line, ReadOnlySpan<byte> name, ReadOnlySpan<byte> draft, int most)
    {
        if (line.Tags.IsEmpty || (!line.TryGetTag(name, out var value) && !line.TryGetTag(draft, out value)) || value.Length == 0 || value.Length > most)
            return null;
        return Unescape(value) is { Length: > 0 } text ? text : null;
    }

    /// <summary>A value as it is written into a tag. Null for what no tag can hold.</summary>
    internal static string? Escape(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            return null;
        if (text.AsSpan().IndexOfAny("; \\\r\n") < 0)
            return text;
        var builder = new StringBuilder(text.Length + 8);
        foreach (var c in text)
            _ = c switch { ';' => builder.Append("\\:"), ' ' => builder.Append("\\s"), '\\' => builder.Append("\\\\"), '\r' => builder.Append("\\r"), '\n' => builder.Append("\\n"), _ => builder.Append(c) };
        return builder.ToString();
    }

    /// <summary>Whether an id can be a parameter of a command (message-ids, "Tag value").</summary>
    internal static bool IsParameter(string id) =>
        id.Length is > 0 and <= MaxIdBytes && id[0] != ':' && !id.Any(static c => c <= ' ' || c == '\u007f' || char.IsSurrogate(c) || char.IsControl(c));

    /// <summary>When it happened, or null when that is now: servers stamp every line, and most are live.</summary>
    internal static DateTimeOffset? TimeOf(in IrcLine line, TimeProvider time) =>
        StampOf(line) is { } at && (time.GetUtcNow() - at).Duration() > TimeSpan.FromSeconds(10) ? at : null;

    /// <summary>The server's own time of a line (server-time), or null.</summary>
    internal static DateTimeOffset? StampOf(in IrcLine line) =>
        !line.Tags.IsEmpty && line.TryGetTag("time"u8, out var value) ? ReadTime(value) : null;

    /// <summary>Reads a time as the server writes it, <c>2019-01-04T14:33:26.123Z</c>.</summary>
    internal static DateTimeOffset? ReadTime(ReadOnlySpan<byte> value)
    {
        if (value.Length is < 19 or > 40)
            return null;
        Span<char> chars = stackalloc char[40];
        return Encoding.UTF8.TryGetChars(value, chars, out var length)
            && DateTimeOffset.TryParse(chars[..length], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
    }

    /// <summary>Writes a time as the server does.</summary>
    internal static string WriteTime(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
