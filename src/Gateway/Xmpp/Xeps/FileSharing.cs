using System.Globalization;
using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Files with what is known about them (XEP-0446, XEP-0447; reading also XEP-0385).</summary>
public static class FileSharing
{
    private static readonly XNamespace JingleFile = "urn:xmpp:jingle:apps:file-transfer:5";

    /// <summary>A file to be had from a web address.</summary>
    /// <param name="Url">The address.</param>
    public sealed record File(Uri Url)
    {
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
            Text("media-type", file.MediaType),
            Text("name", file.Name),
            Text("size", file.Size?.ToString(CultureInfo.InvariantCulture)),
            Text("width", file.Width?.ToString(CultureInfo.InvariantCulture)),
            Text("height", file.Height?.ToString(CultureInfo.InvariantCulture)),
            Text("length", file.Length is { } length ? ((long)length.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : null),
            Text("desc", file.Description),
            file.Sha256 is null ? null : new XElement(Ns.Hashes + "hash", new XAttribute("algo", "sha-256"), file.Sha256),
            file.Thumbnail is not { } thumbnail ? null : new XElement(
                Ns.Thumbs + "thumbnail",
                new XAttribute("uri", thumbnail.Uri),
                thumbnail.MediaType is null ? null : new XAttribute("media-type", thumbnail.MediaType))),
        new XElement(Ns.Sfs + "sources", new XElement(Ns.UrlData + "url-data", new XAttribute("target", file.Url.AbsoluteUri))));

    /// <summary>Reads the first file in a message. Never throws; numbers that make no sense are left out.</summary>
    /// <param name="message">A message.</param>
    /// <returns>Null when there is none with a web address. The address is a stranger's: check it before it is fetched.</returns>
    public static File? Read(XElement message)
    {
        if (message.Child(Ns.Sfs, "file-sharing") is { } sharing)
        {
            var target = sharing.Child(Ns.Sfs, "sources")?.Child(Ns.UrlData, "url-data")?.Attr("target");
            return ReadFile(target, sharing.Child(Ns.FileMetadata, "file"), sharing.Attr("disposition") != "attachment");
        }
        var media = message.Elements(Ns.Reference + "reference").Select(e => e.Child(Ns.Sims, "media-sharing")).FirstOrDefault(e => e is not null);
        var source = media?.Child(Ns.Sims, "sources")?.Elements(Ns.Reference + "reference").Select(e => e.Attr("uri")).FirstOrDefault();
        return ReadFile(source, media?.Child(JingleFile, "file"), true);
    }

    private static File? ReadFile(string? url, XElement? file, bool inline)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            return null;
        if (file is null)
            return new File(address) { IsInline = inline };
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
            IsInline = inline,
        };
    }

    private static string? Value(XElement file, XNamespace ns, string name) => file.Child(ns, name)?.Value.Trim() is { Length: > 0 } text ? text : null;

    private static long? Number(XElement file, XNamespace ns, string name) =>
        long.TryParse(Value(file, ns, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? Pixels(XElement file, XNamespace ns, string name) => Number(file, ns, name) is { } number and <= int.MaxValue ? (int)number : null;

    private static XElement? Text(string name, string? text) => text is null ? null : new XElement(Ns.FileMetadata + name, text);
}
