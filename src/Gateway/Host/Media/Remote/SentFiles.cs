using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Media.Remote;

/// <summary>
/// The files that a client sends with a message: by address (XEP-0066), with what is known of them (XEP-0447, XEP-0385), or encrypted (XEP-0454). Pure, and
/// never throws.
/// </summary>
internal static class SentFiles
{
    private const int MaxFiles = 16, MaxAddress = 4_096, MaxDescription = 1_000;

    /// <summary>Texts that stand in for files.</summary>
    private static readonly XNamespace[] Marks = [Ns.Sfs, Ns.Sims, Ns.Oob];

    /// <summary>The files, in order.</summary>
    /// <param name="stanza">The message.</param>
    public static IReadOnlyList<FilePart> Read(XElement stanza)
    {
        List<FileSharing.File> files = [];
        foreach (var file in FileSharing.ReadAll(stanza))
        {
            Add(file);
        }

        var body = stanza.Body ?? "";
        foreach (var (url, description) in OutOfBand.Read(stanza))
        {
            // An address amid the words is a link, whatever a client makes of it.
            if (FileSharing.ReadAddress(url.OriginalString) is { } address && (!body.Contains(url.OriginalString, StringComparison.Ordinal) || Lines(body).Contains(url.OriginalString)))
            {
                Add(new FileSharing.File(address) { Description = description });
            }
        }

        if (AesGcmAddress.MayStartWith(body) && FileSharing.ReadAddress(Lines(body).First()) is { } encrypted && AesGcmAddress.Is(encrypted))
        {
            Add(new FileSharing.File(encrypted));
        }

        return files.Count == 0 ? [] : [.. files.Select(Part)];

        void Add(FileSharing.File file)
        {
            if (files.Count < MaxFiles && file.Url.OriginalString.Length <= MaxAddress && !files.Exists(known => IsOne(known, file)))
            {
                files.Add(file);
            }
        }
    }

    /// <summary>What is said beside the files, or null.</summary>
    /// <param name="stanza">The message.</param>
    /// <param name="files">Its files.</param>
    /// <param name="isReply">Whether what the message answers is quoted in the text.</param>
    public static string? Caption(XElement stanza, IReadOnlyList<FilePart> files, bool isReply)
    {
        XNamespace[] marks = isReply ? [Ns.Reply, .. Marks] : Marks;
        if (Fallbacks.BodyWithout(stanza, marks) is not { Length: > 0 } body)
        {
            return null;
        }

        var addresses = files.Select(static file => file.File).OfType<SentFile>().SelectMany(static file => file.Sources).Select(static source => source.OriginalString).ToHashSet(StringComparer.Ordinal);
        var isEncrypted = addresses.Any(static address => address.StartsWith("aesgcm:", StringComparison.OrdinalIgnoreCase));
        // A small picture may stand behind the address of an encrypted file (XEP-0454 section 3).
        var kept = body.Split('\n').Where(line => !addresses.Contains(line.Trim()) && !(isEncrypted && line.StartsWith("data:", StringComparison.OrdinalIgnoreCase)));
        return string.Join('\n', kept).Trim() is { Length: > 0 } said ? said : null;
    }

    private static IEnumerable<string> Lines(string body) => body.Split('\n').Select(static line => line.Trim());

    private static bool IsOne(FileSharing.File one, FileSharing.File other) => one.Url.OriginalString == other.Url.OriginalString || one.OtherUrls.Contains(other.Url);

    private static FilePart Part(FileSharing.File told)
    {
        var name = FileNames.Clean(told.Name) ?? FileTypes.NameIn(told.Url);
        var type = FileNames.TypeOf(told.MediaType ?? "") is var known and not FileTypes.Unknown ? known : FileTypes.OfName(name);
        var file = new SentFile([told.Url, .. told.OtherUrls]) { Name = name, MediaType = type, Size = told.Size, Sha256 = IsSha256(told.Sha256) ? told.Sha256 : null };
        return new FilePart(file, told.IsInline ? FileTypes.KindOf(type, name) : FileKind.File)
        {
            Width = told.Width,
            Height = told.Height,
            Duration = told.Length,
            Description = told.Description?.Trim() is { Length: > 0 and <= MaxDescription } description ? description : null,
        };
    }

    private static bool IsSha256(string? hash) => hash is { Length: 44 } && Convert.TryFromBase64String(hash, stackalloc byte[33], out var length) && length == 32;
}
