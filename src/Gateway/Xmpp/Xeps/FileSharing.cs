using System.Globalization;
using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Files with what is known about them (XEP-0446, XEP-0447, XEP-0385).</summary>
public static class FileSharing
{
    private static readonly XNamespace JingleFile = "urn:xmpp:jingle:apps:file-transfer:5";

    private const int MaxFiles = 16, MaxSources = 4;

    /// <summary>A file to be had from a web address.</summary>
    /// <param name="Url">The address.</param>
    public sealed record File(Uri Url)
    {
        /// <summary>Where else it is to be had.</summary>
        public IReadOnlyList<Uri> OtherUrls { get; init; } = [];

        /// <summary>The file's name, or null.</summary>
        public string? Name { get; init; }

        /// <summary>Its media type, or null.</summary>
        public string? MediaType { get; init; }

        /// <summary>Its size in bytes, or null.</summary>
        public long? Size { get; init; }

        /// <summary>Width in pixels, or null.</summary>
        public int? Width { get; init; }

        /// <summary>Height in pixels, or null.</summary>
        public int? Height { get; init; }

        /// <summary>Duration, to the millisecond, or null.</summary>
        public TimeSpan? Length { get; init; }

        /// <summary>What is to be seen, for people who cannot see it, or null.</summary>
        public string? Description { get; init; }

        /// <summary>SHA-256 in Base64, or null.</summary>
        public string? Sha256 { get; init; }

        /// <summary>The address of a small picture, usually of the scheme <c>cid</c> or <c>data</c>, and its media type, or null.</summary>
        public (string Uri, string? MediaType)? Thumbnail { get; init; }

        /// <summary>True to show it in the text, false to offer it as an attachment.</summary>
        public bool IsInline { get; init; } = true;
    }

    /// <summary>The element; the message also needs <see cref="OutOfBand.Build"/> and the address as body for most clients.</summary>
    /// <param name="file">The file.</param>
    public static XElement Build(File file) => new(
        Ns.Sfs + "file-sharing",
        new XAttribute("disposition", file.IsInline ? "inline" : "attachment"),
        new XElement(
            Ns.FileMetadata + "file",
            Metadata(file, Ns.FileMetadata)),
        new XElement(Ns.Sfs + "sources", new XElement(Ns.UrlData + "url-data", new XAttribute("target", file.Url.AbsoluteUri))));

    /// <summary>The older form (XEP-0385), for clients that know no other; it refers to the whole body.</summary>
    /// <param name="file">The file.</param>
    /// <param name="body">The body of the message.</param>
    public static XElement BuildReference(File file, string body) => new(
        Ns.Reference + "reference",
        new XAttribute("type", "data"),
        new XAttribute("begin", 0),
        new XAttribute("end", Fallbacks.Length(body)),
        new XElement(
            Ns.Sims + "media-sharing",
            new XElement(JingleFile + "file", Metadata(file, JingleFile)),
            new XElement(
                Ns.Sims + "sources", new XElement(Ns.Reference + "reference", new XAttribute("type", "data"), new XAttribute("uri", file.Url.AbsoluteUri)))));

    private static IEnumerable<XElement?> Metadata(File file, XNamespace ns) =>
    [
        Text("media-type", file.MediaType, ns),
        Text("name", file.Name, ns),
        Text("size", file.Size?.ToString(CultureInfo.InvariantCulture), ns),
        Text("width", file.Width?.ToString(CultureInfo.InvariantCulture), ns),
        Text("height", file.Height?.ToString(CultureInfo.InvariantCulture), ns),
        Text("length", file.Length is { } length ? ((long)length.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : null, ns),
        Text("desc", file.Description, ns),
        file.Sha256 is null ? null : new XElement(Ns.Hashes + "hash", new XAttribute("algo", "sha-256"), file.Sha256),
        file.Thumbnail is not { } thumbnail ? null : new XElement(
            Ns.Thumbs + "thumbnail",
            new XAttribute("uri", thumbnail.Uri),
            thumbnail.MediaType is null ? null : new XAttribute("media-type", thumbnail.MediaType)),
    ];

    /// <summary>Reads the files in a message, at most 16. Never throws; numbers that make no sense are left out.</summary>
    /// <param name="message">A message.</param>
    /// <returns>Those with an address of the web, or of an encrypted file on it (XEP-0454). The addresses are a stranger's: check them before they are fetched.</returns>
    public static IReadOnlyList<File> ReadAll(XElement message)
    {
        List<File> files = [];
        foreach (var sharing in message.Elements(Ns.Sfs + "file-sharing").Take(MaxFiles))
        {
            var targets = sharing.Child(Ns.Sfs, "sources")?.Elements(Ns.UrlData + "url-data").Select(static e => e.Attr("target"));
            Add(targets, sharing.Child(Ns.FileMetadata, "file"), sharing.Attr("disposition") != "attachment");
        }

        foreach (var media in message.Elements(Ns.Reference + "reference").Select(static e => e.Child(Ns.Sims, "media-sharing")).OfType<XElement>().Take(MaxFiles))
        {
            Add(media.Child(Ns.Sims, "sources")?.Elements(Ns.Reference + "reference").Select(static e => e.Attr("uri")), media.Child(JingleFile, "file"), true);
        }

        return files.Count > MaxFiles ? files[..MaxFiles] : files;

        void Add(IEnumerable<string?>? targets, XElement? file, bool isInline)
        {
            Uri[] addresses = [.. (targets ?? []).Take(MaxSources).Select(ReadAddress).OfType<Uri>()];
            if (addresses.Length > 0)
                files.Add(ReadFile(addresses[0], file) with { IsInline = isInline, OtherUrls = addresses.Length == 1 ? [] : addresses[1..] });
        }
    }

    /// <summary>An address of the web, or of an encrypted file on it (XEP-0454); null for any other, and for what is none. Never throws.</summary>
    /// <param name="text">What a client wrote.</param>
    public static Uri? ReadAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" or "aesgcm" && address.Host.Length > 0
            && !text!.AsSpan().ContainsAny('\n', '\r', ' ') ? address : null;

    private static File ReadFile(Uri address, XElement? file)
    {
        if (file is null)
            return new File(address);
        var ns = file.Name.Namespace;
        var thumbnail = file.Child(Ns.Thumbs, "thumbnail");
        return new File(address)
        {
            Name = Value(file, ns, "name"),
            MediaType = Value(file, ns, "media-type"),
            Size = Number(file, ns, "size"),
            Width = Pixels(file, ns, "width"),
            Height = Pixels(file, ns, "height"),
            Length = Number(file, ns, "length") is { } length and < 1L << 40 ? TimeSpan.FromMilliseconds(length) : null,
            Description = Value(file, ns, "desc"),
            Sha256 = file.Elements(Ns.Hashes + "hash").FirstOrDefault(hash => hash.Attr("algo") == "sha-256")?.Value.Trim(),
            Thumbnail = thumbnail?.Attr("uri") is { } uri ? (uri, thumbnail.Attr("media-type")) : null,
        };
    }

    private static string? Value(XElement file, XNamespace ns, string name) => file.Child(ns, name)?.Value.Trim() is { Length: > 0 } text ? text : null;

    private static long? Number(XElement file, XNamespace ns, string name) =>
        long.TryParse(Value(file, ns, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? Pixels(XElement file, XNamespace ns, string name) => Number(file, ns, name) is { } number and <= int.MaxValue ? (int)number : null;

    private static XElement? Text(string name, string? text, XNamespace ns) => text is null ? null : new XElement(ns + name, text);
}
