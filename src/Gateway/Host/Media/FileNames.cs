using System.Globalization;
using System.Text;

namespace Bridge.Gateway.Media;

/// <summary>Names and types of files, which strangers choose. Pure.</summary>
internal static class FileNames
{
    /// <summary>What most file systems take, in bytes.</summary>
    private const int MaxName = 200, MaxAsciiName = 64, MaxExtension = 5;

    private const string Binary = "application/octet-stream";

    /// <summary>Types that a browser shows without running anything that is in them, and that people can do something with there.</summary>
    private static readonly Dictionary<string, string> Extensions = new(StringComparer.Ordinal)
    {
        ["image/png"] = "png",
        ["image/jpeg"] = "jpg",
        ["image/gif"] = "gif",
        ["image/webp"] = "webp",
        ["image/avif"] = "avif",
        ["image/heic"] = "heic",
        ["image/bmp"] = "bmp",
        ["audio/mpeg"] = "mp3",
        ["audio/ogg"] = "ogg",
        ["audio/opus"] = "opus",
        ["audio/mp4"] = "m4a",
        ["audio/aac"] = "aac",
        ["audio/wav"] = "wav",
        ["audio/webm"] = "weba",
        ["audio/flac"] = "flac",
        ["audio/amr"] = "amr",
        ["video/mp4"] = "mp4",
        ["video/webm"] = "webm",
        ["video/ogg"] = "ogv",
        ["video/quicktime"] = "mov",
        ["video/3gpp"] = "3gp",
        ["video/x-matroska"] = "mkv",
        ["application/pdf"] = "pdf",
        ["text/plain"] = "txt",
    };

    /// <summary>A media type in its plain form, without parameters; the one for bytes when it is none.</summary>
    /// <param name="mediaType">What the network calls it.</param>
    public static string TypeOf(string mediaType)
    {
        var type = mediaType.Split(';')[0].Trim().ToLowerInvariant();
        return type.Length <= MaxName && type.Split('/') is [{ Length: > 0 } general, { Length: > 0 } special] && general.All(IsToken) && special.All(IsToken) ? type : Binary;

        static bool IsToken(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '+' or '-' or '_';
    }

    /// <summary>The type that a file is served as: one that nothing is run in, without parameters, or the one for bytes.</summary>
    /// <param name="mediaType">What the network calls it.</param>
    public static string SafeType(string mediaType)
    {
        var type = TypeOf(mediaType);
        return Extensions.ContainsKey(type) ? type : Binary;
    }

    /// <summary>Whether a browser may show a file of that type instead of saving it.</summary>
    /// <param name="safeType">What <see cref="SafeType"/> gave.</param>
    public static bool IsShown(string safeType) => safeType != Binary;

    /// <summary>A name for people: without folders, control characters and whatever makes it look like another one; never empty.</summary>
    /// <param name="name">What the network calls it, or null.</param>
    /// <param name="mediaType">Its type.</param>
    public static string Clean(string? name, string mediaType) => Clean(name) ?? $"file.{ExtensionOf(mediaType)}";

    /// <summary>The same, or null when nothing is left of it.</summary>
    /// <param name="name">What a stranger calls it, or null.</param>
    public static string? Clean(string? name)
    {
        var last = (name ?? "").AsSpan();
        last = last[(last.LastIndexOfAny('/', '\\') + 1)..];
        var cleaned = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            // Formatting characters turn the order of letters round: what looks like a picture is none.
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate)
                && rune != Rune.ReplacementChar && rune.Value is not ('"' or '<' or '>' or '|' or ':' or '*' or '?')
                && cleaned.Length + rune.Utf16SequenceLength <= MaxName)
            {
                cleaned.Append(rune.ToString());
            }
        }

        var clean = cleaned.ToString().Trim().TrimStart('.').Trim();
        return clean.Length > 0 ? clean : null;
    }

    /// <summary>
    /// The name in an address: letters and digits alone, and an extension, because some clients take nothing else for a file.
    /// </summary>
    /// <param name="clean">What <see cref="Clean(string, string)"/> gave.</param>
    /// <param name="mediaType">Its type.</param>
    public static string ForAddress(string clean, string mediaType)
    {
        var dot = clean.LastIndexOf('.');
        var extension = dot < 0 ? "" : clean[(dot + 1)..].ToLowerInvariant();
        var isUsable = extension.Length is >= 2 and <= MaxExtension && extension.All(char.IsAsciiLetterOrDigit);
        var name = new StringBuilder();
        foreach (var character in isUsable ? clean[..dot] : clean)
        {
            if (char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
            {
                name.Append(character);
            }
            else if ((character is ' ' or '.') && name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }

            if (name.Length == MaxAsciiName)
            {
                break;
            }
        }

        var stem = name.ToString().Trim('-');
        return $"{(stem.Length > 0 ? stem : "file")}.{(isUsable ? extension : ExtensionOf(mediaType))}";
    }

    /// <summary>A size, as people write it.</summary>
    public static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.#} MB"),
        >= 1L << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 10):0.#} kB"),
        _ => $"{bytes} bytes",
    };

    private static string ExtensionOf(string mediaType) => Extensions.GetValueOrDefault(TypeOf(mediaType), "bin");
}
