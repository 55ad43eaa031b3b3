using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

/// <summary>
/// What a message of a network becomes in a direct chat: a stanza for each part, because clients show a file or a place only when nothing else is in the
/// body, and the text behind them. Pure.
/// </summary>
internal static class DirectStanzas
{
    /// <summary>Parts that get a stanza of their own; of more, the rest stands in the text.</summary>
    private const int MaxParts = 15;

    /// <summary>The stanzas, in order; none when there is nothing to show.</summary>
    public static IReadOnlyList<DirectPiece> Of(MessageContent content)
    {
        List<MessagePart> parts = [.. content.Parts.Where(static part => part is not LinkPreviewPart)];
        List<DirectPiece> pieces = [.. parts.Take(MaxParts).Select(Part).Where(static piece => piece.Body.Length > 0)];
        List<BodyMention> mentions = [];
        var rest = content with
        {
            Parts = [.. parts.Skip(MaxParts), .. content.Parts.OfType<LinkPreviewPart>()],
        };
        var (text, labels) = (MessageText.Of(rest, mentions), Labels(parts));
        if (text.Length + labels.Length > 0)
        {
            pieces.Add(new DirectPiece(MessageText.Fit(labels.Length == 0 || text.Length == 0 ? text + labels : $"{text}\n{labels}"), [.. Subject(content), .. Previews(content)])
            {
                IsText = true,
                Mentions = mentions,
            });
        }

        return pieces;
    }

    private static DirectPiece Part(MessagePart part)
    {
        // The name of a place is text, and goes with that.
        var body = MessageText.Fit(PartText.Of(part is LocationPart place ? place with { Label = null } : part, ""));
        return part switch
        {
            FilePart { File.Url: { IsAbsoluteUri: true, Scheme: "https" or "http" } url } => new DirectPiece(body, [OutOfBand.Build(url.AbsoluteUri)]) { IsAddress = true, IsFile = true },
            FilePart => new DirectPiece(body, []) { IsFile = true },
            LocationPart => new DirectPiece(body, []) { IsAddress = true },
            _ => new DirectPiece(body, []),
        };
    }

    private static string Labels(IEnumerable<MessagePart> parts) =>
        string.Join('\n', parts.Take(MaxParts).OfType<LocationPart>().Select(static place => place.Label).Where(static label => !string.IsNullOrEmpty(label)));

    private static IEnumerable<XElement> Subject(MessageContent content) =>
        content.Subject is { Length: > 0 } subject ? [new XElement(Ns.Component + "subject", subject)] : [];

    private static IEnumerable<XElement> Previews(MessageContent content) =>
        content.Parts.OfType<LinkPreviewPart>().Where(static link => link.Url.IsAbsoluteUri).Take(MaxParts)
            .Select(static link => LinkMetadata.Build(link.Url.OriginalString, link.Title, link.Description, link.Image?.Url is { IsAbsoluteUri: true } image ? image.AbsoluteUri : null));
}
