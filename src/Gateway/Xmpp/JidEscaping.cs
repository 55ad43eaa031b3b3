using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Bridge.Xmpp;

/// <summary>
/// Identifiers of other networks as local parts (XEP-0106). Reversible: <c>Unescape(Escape(x)) == x</c> for every text
/// that <see cref="CanEscape"/> accepts.
/// </summary>
/// <remarks>
/// <para>XEP-0106 section 4.1 forbids <c>\20</c> as the first or last sequence, so a text that starts or ends with a
/// space has no escaped form; nor has the empty text. Such an identifier needs a codec of its own.</para>
/// <para>A backslash is escaped also before a code in upper case (<c>\2F</c>), because the local part will be put in
/// lower case on its way and would then mean something else.</para>
/// </remarks>
public static class JidEscaping
{
    private const string Codes = "20 22 26 27 2f 3a 3c 3e 40 5c";
    private static readonly SearchValues<char> Special = SearchValues.Create(" \"&'/:<>@\\");

    /// <summary>True when <paramref name="text"/> is not empty and neither starts nor ends with a space.</summary>
    /// <param name="text">An identifier.</param>
    public static bool CanEscape(string text) => text.Length > 0 && text[0] != ' ' && text[^1] != ' ';

    /// <summary>Escapes a text for use as a local part, or says that it cannot be one. Never throws.</summary>
    /// <param name="text">An identifier.</param>
    /// <param name="escaped">The escaped form.</param>
    /// <returns>The answer of <see cref="CanEscape"/>.</returns>
    public static bool TryEscape(string text, [NotNullWhen(true)] out string? escaped)
    {
        escaped = CanEscape(text) ? EscapeAll(text) : null;
        return escaped is not null;
    }

    /// <summary>Escapes a text for use as a local part (XEP-0106 section 4.2).</summary>
    /// <param name="text">An identifier for which <see cref="CanEscape"/> is true.</param>
    /// <exception cref="ArgumentException">The text has no escaped form.</exception>
    public static string Escape(string text) => TryEscape(text, out var escaped)
        ? escaped
        : throw new ArgumentException("An empty text, or one that starts or ends with a space, has no escaped form.", nameof(text));

    /// <summary>The text that an escaped local part stands for. Sequences that XEP-0106 does not define stay as they are.</summary>
    /// <param name="text">A local part.</param>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\'))
            return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && IsCode(text, i + 1, StringComparison.Ordinal))
            {
                result.Append((char)byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 2;
            }
            else
            {
                result.Append(text[i]);
            }
        }
        return result.ToString();
    }

    private static string EscapeAll(string text)
    {
        if (!text.AsSpan().ContainsAny(Special))
            return text;
        var result = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var literal = c == '\\' ? !IsCode(text, i + 1, StringComparison.OrdinalIgnoreCase) : !Special.Contains(c);
            if (literal)
                result.Append(c);
            else
                result.Append('\\').Append(((int)c).ToString("x2", CultureInfo.InvariantCulture));
        }
        return result.ToString();
    }

    private static bool IsCode(string text, int start, StringComparison comparison)
    {
        if (start + 2 > text.Length || text[start] == ' ' || text[start + 1] == ' ')
            return false;
        return Codes.AsSpan().Contains(text.AsSpan(start, 2), comparison);
    }
}
