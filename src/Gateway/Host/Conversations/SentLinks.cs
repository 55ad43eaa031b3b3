using System.Xml.Linq;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

/// <summary>Files that a client names by their addresses (XEP-0066, XEP-0447), as addresses in the text. Pure.</summary>
internal static class SentLinks
{
    private const int MaxLinks = 16;

    /// <summary>The text with the addresses that it lacks.</summary>
    /// <param name="said">The text, or null.</param>
    /// <param name="stanza">The message.</param>
    public static string? AddTo(string? said, XElement stanza)
    {
        var text = said;
        foreach (var url in Of(stanza).Take(MaxLinks))
        {
            // As written: clients compare it with the body letter by letter, and so does whoever reads it.
            if (text is not { Length: > 0 })
            {
                text = url.OriginalString;
            }
            else if (!text.Contains(url.OriginalString, StringComparison.Ordinal))
            {
                text = $"{text}\n{url.OriginalString}";
            }
        }

        return text;
    }

    private static IEnumerable<Uri> Of(XElement stanza)
    {
        foreach (var (url, _) in OutOfBand.Read(stanza))
        {
            if (url.Scheme is "https" or "http" && !url.OriginalString.Contains('\n', StringComparison.Ordinal))
            {
                yield return url;
            }
        }

        if (FileSharing.Read(stanza) is { } file)
        {
            yield return file.Url;
        }
    }
}
