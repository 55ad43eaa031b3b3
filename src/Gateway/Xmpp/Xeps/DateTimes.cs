using System.Globalization;

namespace Bridge.Xmpp.Xeps;

/// <summary>Dates and times in XMPP (XEP-0082).</summary>
public static class DateTimes
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>A moment in UTC, to the millisecond.</summary>
    /// <param name="moment">Any moment.</param>
    public static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a DateTime of XEP-0082 section 3.2. Never throws.</summary>
    /// <param name="text">Anything.</param>
    /// <returns>Null when it is not one. A time without zone, which the XEP forbids, is taken for UTC.</returns>
    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
