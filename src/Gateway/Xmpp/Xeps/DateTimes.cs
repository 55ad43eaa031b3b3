using System.Globalization;

namespace Bridge.Xmpp.Xeps;

/// <summary>Dates and times in XMPP (XEP-0082).</summary>
public static class DateTimes
{
    private const int MaxLength = 64;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>A moment in UTC, to the millisecond.</summary>
    /// <param name="moment">Any moment.</param>
    public static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a DateTime of XEP-0082 section 3.2. Never throws.</summary>
    /// <param name="text">Anything.</param>
    /// <returns>Null when it is not one. A time without zone, which the XEP forbids, is taken for UTC.</returns>
    public static DateTimeOffset? Read(string? text)
    {
        if (text is null || text.Length > MaxLength)
            return null;
        // Fractions may have any number of digits; the runtime reads seven.
        var dot = text.IndexOf('.');
        var fraction = dot < 0 ? "" : text.AsSpan(dot + 1);
        var digits = fraction.IndexOfAnyExceptInRange('0', '9') is >= 0 and var count ? count : fraction.Length;
        var shortened = digits > 7 ? string.Concat(text.AsSpan(0, dot + 8), fraction[digits..]) : text;
        return DateTimeOffset.TryParseExact(shortened, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
    }
}
