using Bridge.Adapters;
using Microsoft.AspNetCore.StaticFiles;

namespace Bridge.Gateway.Media.Remote;

/// <summary>What users' files are, by what strangers say of them. Pure.</summary>
internal static class FileTypes
{
    /// <summary>The type of what nothing is known of.</summary>
    public const string Unknown = "application/octet-stream";

    // Films in this container are rare, voice messages are not.
    private static readonly FileExtensionContentTypeProvider Known = new() { Mappings = { [".ogg"] = "audio/ogg", [".opus"] = "audio/ogg" } };

    /// <summary>The media type that a file's name suggests.</summary>
    public static string OfName(string? name) => name is not null && Known.TryGetContentType(name, out var type) ? type : Unknown;

    /// <summary>The name in an address, or null.</summary>
    public static string? NameIn(Uri address) => FileNames.Clean(Uri.UnescapeDataString(address.AbsolutePath));

    /// <summary>How a file is to be shown. Clients mark voice messages by the names of their recordings only.</summary>
    public static FileKind KindOf(string type, string? name) => type.Split('/')[0] switch
    {
        "image" => FileKind.Image,
        "video" => FileKind.Video,
        "audio" when IsRecording(name ?? "") => FileKind.Voice,
        "audio" => FileKind.Audio,
        _ => FileKind.File,
    };

    /// <summary>Whether a type is among those of a list, such as <c>image/png</c> and <c>image/*</c>; an empty list has all.</summary>
    public static bool IsAmong(string type, IReadOnlyList<string> taken) =>
        taken.Count == 0 || taken.Any(one => one.EndsWith("/*", StringComparison.Ordinal)
            ? type.StartsWith(one[..^1], StringComparison.OrdinalIgnoreCase)
            : one == "*" || type.Equals(one, StringComparison.OrdinalIgnoreCase));

    private static bool IsRecording(string name) =>
        name.StartsWith("recording_", StringComparison.OrdinalIgnoreCase)
        || name.Replace('_', '-').Replace(' ', '-').StartsWith("voice-", StringComparison.OrdinalIgnoreCase);
}
