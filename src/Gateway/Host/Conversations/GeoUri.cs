using System.Globalization;
using Bridge.Adapters;

namespace Bridge.Gateway.Conversations;

/// <summary>Places as addresses (RFC 5870), which clients take as a body of its own. Pure.</summary>
internal static class GeoUri
{
    private const string Scheme = "geo:";

    private const int MaxLength = 256;

    /// <summary>The address.</summary>
    public static string Format(LocationPart place) => string.Create(CultureInfo.InvariantCulture, $"{Scheme}{place.Latitude:0.########},{place.Longitude:0.########}");

    /// <summary>Reads a text that is an address and nothing else. Never throws.</summary>
    /// <returns>Null when it is none, or of no place on Earth.</returns>
    public static LocationPart? Parse(string text)
    {
        text = text.Trim();
        if (text.Length > MaxLength || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || text.AsSpan().IndexOfAny(' ', '\n') >= 0)
        {
            return null;
        }

        // Parameters, a height and a query say more than a place can hold; another system of coordinates is another place.
        var (path, rest) = text[Scheme.Length..].IndexOfAny([';', '?']) is var end and >= 0
            ? (text.Substring(Scheme.Length, end), text[(Scheme.Length + end)..])
            : (text[Scheme.Length..], "");
        return !rest.Contains(";crs=", StringComparison.OrdinalIgnoreCase) || rest.Contains(";crs=wgs84", StringComparison.OrdinalIgnoreCase)
            ? path.Split(',') is [var latitude, var longitude, ..] parts && parts.Length <= 3 && Number(latitude, 90) is { } north && Number(longitude, 180) is { } east
                ? new LocationPart(north, east)
                : null
            : null;
    }

    private static double? Number(string text, double most) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= most ? number : null;
}
