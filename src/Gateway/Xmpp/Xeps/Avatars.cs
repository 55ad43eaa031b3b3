using System.Globalization;
using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Avatars by personal eventing (XEP-0084). The hash is that of the bytes, and the id of both items.</summary>
public static class Avatars
{
    /// <summary>What is known of an avatar before it is fetched.</summary>
    /// <param name="Sha1Hex">40 hexadecimal digits in lower case.</param>
    /// <param name="Bytes">The size in bytes.</param>
    /// <param name="MediaType">For example <c>image/png</c>.</param>
    /// <param name="Width">In pixels, or null.</param>
    /// <param name="Height">In pixels, or null.</param>
    public sealed record Metadata(string Sha1Hex, int Bytes, string MediaType, int? Width = null, int? Height = null);

    /// <summary>The item of the metadata node.</summary>
    /// <param name="metadata">The avatar; null: there is none any more.</param>
    public static Pubsub.Item BuildMetadata(Metadata? metadata) => new(metadata?.Sha1Hex, new XElement(
        Ns.AvatarMetadata + "metadata",
        metadata is null ? null : new XElement(
            Ns.AvatarMetadata + "info",
            new XAttribute("id", metadata.Sha1Hex),
            new XAttribute("bytes", metadata.Bytes),
            new XAttribute("type", metadata.MediaType),
            metadata.Width is null ? null : new XAttribute("width", metadata.Width),
            metadata.Height is null ? null : new XAttribute("height", metadata.Height))));

    /// <summary>The item of the data node.</summary>
    /// <param name="sha1Hex">The hash of the bytes.</param>
    /// <param name="bytes">The image.</param>
    public static Pubsub.Item BuildData(string sha1Hex, ReadOnlySpan<byte> bytes) =>
        new(sha1Hex, new XElement(Ns.AvatarData + "data", Convert.ToBase64String(bytes)));

    /// <summary>Reads the metadata in an item. Never throws.</summary>
    /// <param name="payload">The item's payload.</param>
    /// <returns>
    /// Null when it is no metadata, or the avatar is not to be had from the node (it has a URL). A hash of length 0: there is none any more.
    /// </returns>
    public static Metadata? ReadMetadata(XElement? payload)
    {
        if (payload?.Name != Ns.AvatarMetadata + "metadata")
            return null;
        if (!payload.Elements(Ns.AvatarMetadata + "info").Any())
            return new Metadata("", 0, "");
        var info = payload.Elements(Ns.AvatarMetadata + "info").FirstOrDefault(e => e.Attr("url") is null);
        if (info?.Id?.ToLowerInvariant() is not { Length: 40 } id || !id.All(char.IsAsciiHexDigit))
            return null;
        return new Metadata(id, Number(info, "bytes") ?? 0, info.Type ?? "", Number(info, "width"), Number(info, "height"));
    }

    /// <summary>Reads the image in an item. Never throws.</summary>
    /// <param name="payload">The item's payload.</param>
    /// <param name="maxBytes">A larger image is not read.</param>
    public static ReadOnlyMemory<byte>? ReadData(XElement? payload, int maxBytes = 512 * 1024)
    {
        if (payload?.Name != Ns.AvatarData + "data" || payload.Value.Length / 2 > maxBytes)
            return null;
        var buffer = new byte[payload.Value.Length];
        if (!Convert.TryFromBase64String(payload.Value, buffer, out var written) || written == 0 || written > maxBytes)
            return null;
        return buffer.AsMemory(0, written);
    }

    private static int? Number(XElement element, string name) =>
        int.TryParse(element.Attr(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
