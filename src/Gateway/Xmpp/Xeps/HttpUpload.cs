using System.Globalization;
using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Places on a server's web space for files (XEP-0363).</summary>
public static class HttpUpload
{
    /// <summary>More than any server needs for its own authorization.</summary>
    private const int MaxHeader = 16 * 1024;

    /// <summary>A place for one file.</summary>
    /// <param name="Put">Where to send it.</param>
    /// <param name="Get">Where people fetch it.</param>
    /// <param name="Headers">What belongs to the request that sends it.</param>
    public sealed record Slot(Uri Put, Uri Get, IReadOnlyList<(string Name, string Value)> Headers);

    /// <summary>The payload that asks for a place.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="mediaType">Its media type.</param>
    public static XElement BuildRequest(string name, long size, string mediaType) => new(
        Ns.HttpUpload + "request",
        new XAttribute("filename", name),
        new XAttribute("size", size.ToString(CultureInfo.InvariantCulture)),
        new XAttribute("content-type", mediaType));

    /// <summary>The payload that grants a place.</summary>
    /// <param name="slot">The place.</param>
    public static XElement BuildSlot(Slot slot) => new(
        Ns.HttpUpload + "slot",
        new XElement(
            Ns.HttpUpload + "put",
            new XAttribute("url", slot.Put.AbsoluteUri),
            slot.Headers.Select(static header => new XElement(Ns.HttpUpload + "header", new XAttribute("name", header.Name), header.Value))),
        new XElement(Ns.HttpUpload + "get", new XAttribute("url", slot.Get.AbsoluteUri)));

    /// <summary>Reads the place that was granted. Never throws.</summary>
    /// <param name="iq">The answer.</param>
    /// <returns>Null when it grants none. Of the headers only the three that are allowed, without line breaks (section 5).</returns>
    public static Slot? ReadSlot(XElement iq)
    {
        var slot = iq.Child(Ns.HttpUpload, "slot");
        if (slot?.Child(Ns.HttpUpload, "put") is not { } put || !IsWeb(put.Attr("url"), out var to) || !IsWeb(slot.Child(Ns.HttpUpload, "get")?.Attr("url"), out var from))
            return null;
        List<(string, string)> headers = [];
        foreach (var header in put.Elements(Ns.HttpUpload + "header"))
        {
            if (NameOf(header.Attr("name")) is { } name && header.Value.Length <= MaxHeader)
                headers.Add((name, header.Value.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal)));
        }
        return new Slot(to, from, headers);
    }

    /// <summary>The largest file that a service takes, as it says in its answer to disco#info; null when it does not say.</summary>
    /// <param name="info">The answer.</param>
    public static long? ReadMaxFileSize(Disco.Info info) =>
        info.Forms.FirstOrDefault(static form => form.FormType == Ns.HttpUpload.NamespaceName)?.Value("max-file-size") is { } text
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;

    /// <summary>The largest file, as an error says that refuses a larger one (section 7); null for any other error.</summary>
    /// <param name="iq">The answer.</param>
    public static long? ReadTooLarge(XElement iq) => iq.Child(iq.Name.Namespace, "error")?.Child(Ns.HttpUpload, "file-too-large") is not { } tooLarge ? null
        : long.TryParse(tooLarge.Child(Ns.HttpUpload, "max-file-size")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0;

    private static string? NameOf(string? name)
    {
        foreach (var allowed in (string[])["Authorization", "Cookie", "Expires"])
        {
            if (allowed.Equals(name?.Trim(), StringComparison.OrdinalIgnoreCase))
                return allowed;
        }
        return null;
    }

    private static bool IsWeb(string? text, out Uri url) => Uri.TryCreate(text, UriKind.Absolute, out url!) && url.Scheme is "https" or "http";
}
