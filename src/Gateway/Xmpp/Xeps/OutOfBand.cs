using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Files as web addresses (XEP-0066).</summary>
public static class OutOfBand
{
    private const int MaxUrls = 16;

    /// <summary>The element. Clients take a message for a file when its body is exactly the address.</summary>
    /// <param name="url">An address with https.</param>
    /// <param name="description">A description, or null.</param>
    public static XElement Build(string url, string? description = null) => new(
        Ns.Oob + "x",
        new XElement(Ns.Oob + "url", url),
        description is null ? null : new XElement(Ns.Oob + "desc", description));

    /// <summary>The addresses in a message, at most 16, with their descriptions. Never throws.</summary>
    /// <param name="message">A message.</param>
    /// <returns>Only absolute addresses; the scheme can be anything, so check it.</returns>
    public static IReadOnlyList<(Uri Url, string? Description)> Read(XElement message)
    {
        var urls = new List<(Uri, string?)>();
        foreach (var x in message.Elements(Ns.Oob + "x").Take(MaxUrls))
        {
            if (Uri.TryCreate(x.Child(Ns.Oob, "url")?.Value.Trim(), UriKind.Absolute, out var url))
                urls.Add((url, x.Child(Ns.Oob, "desc")?.Value));
        }
        return urls;
    }
}
