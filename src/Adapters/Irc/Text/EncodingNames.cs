using System.Text;
using System.Text.RegularExpressions;

namespace Bridge.Adapters.Irc;

/// <summary>Encodings by the names that people know, those of iconv among them.</summary>
internal static partial class EncodingNames
{
    /// <summary>An encoding, or null.</summary>
    internal static Encoding? Find(string name) => Find(name, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback);

    /// <summary>An encoding that treats what it does not have in a certain way, or null.</summary>
    internal static Encoding? Find(string name, EncoderFallback write, DecoderFallback read)
    {
        foreach (var spelling in (string[])[name.Trim(), Usual(name.Trim().ToLowerInvariant())])
        {
            try
            {
                return CodePagesEncodingProvider.Instance.GetEncoding(spelling, write, read) ?? Encoding.GetEncoding(spelling, write, read);
            }
            catch (ArgumentException)
            {
            }
        }
        return null;
    }

    /// <summary>The registered name for one of iconv's, without what iconv takes after it (<c>//TRANSLIT</c>).</summary>
    private static string Usual(string name)
    {
        name = name.Split("//")[0].Replace('_', '-');
        return Windows().IsMatch(name) ? "windows-" + name[^4..]
            : Latin().Match(name) is { Success: true } latin ? "iso-8859-" + latin.Groups[1].Value
            : Koi().Match(name) is { Success: true } koi ? "koi8-" + koi.Groups[1].Value
            : name is "utf8" ? "utf-8"
            : name;
    }

    [GeneratedRegex("^(?:cp|win|windows|ms)-?125[0-8]$", RegexOptions.CultureInvariant)]
    private static partial Regex Windows();

    [GeneratedRegex("^iso-?8859-?([0-9]{1,2})$", RegexOptions.CultureInvariant)]
    private static partial Regex Latin();

    [GeneratedRegex("^koi-?8-?([ru])$", RegexOptions.CultureInvariant)]
    private static partial Regex Koi();
}
