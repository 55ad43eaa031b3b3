using System.Globalization;

namespace Bridge.Adapters.Irc;

/// <summary>How much a message of many lines may hold (<c>draft/multiline</c>, "Capabilities").</summary>
internal sealed record MultilineLimits(int MaxBytes, int MaxLines)
{
    // A batch is written in one go.
    private const int MostBytes = 32 * 1024;
    private const int MostLines = 500;
    private const int UsualLines = 100;
    private const int LeastBytes = 64;

    /// <summary>Reads <c>max-bytes=4096,max-lines=24</c>. Null for limits with which nothing can be sent.</summary>
    internal static MultilineLimits? Parse(string value)
    {
        var (bytes, lines) = (0, UsualLines);
        foreach (var pair in value.Split(',', 32))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !int.TryParse(pair.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                continue;
            if (pair.AsSpan(0, equals) is "max-bytes")
                bytes = number;
            else if (pair.AsSpan(0, equals) is "max-lines")
                lines = number;
        }
        return bytes >= LeastBytes && lines > 1 ? new MultilineLimits(Math.Min(bytes, MostBytes), Math.Min(lines, MostLines)) : null;
    }
}
