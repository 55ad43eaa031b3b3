using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Media;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

/// <summary>
/// What a message of a network becomes in a direct chat, and one with files in a room: a stanza for each part, because clients show a file or a place only when
/// nothing else is in the body, and the text behind them. Pure.
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

    /// <summary>The message as one stanza, with its parts in words; none when there is nothing to show.</summary>
    public static IReadOnlyList<DirectPiece> Whole(MessageContent content)
    {
        List<BodyMention>? mentions = content.Text is { Spans.Count: > 0 } ? [] : null;
        var whole = new DirectPiece(MessageText.Of(content, mentions), []) { IsText = true, Mentions = mentions ?? (IReadOnlyList<BodyMention>)[] };
        return whole.Body.Length == 0 ? [] : [whole];
    }

    /// <summary>The new versions of the stanzas that a message became, with the ids of those; of files there are none.</summary>
    /// <param name="original">The message, of several stanzas.</param>
    /// <param name="content">What it says now.</param>
    public static IReadOnlyList<(DirectPiece Piece, string? Replaced)> Versions(MappedMessage original, MessageContent content)
    {
        var pieces = Of(content);
        var parts = pieces.Count(static piece => !piece.IsText);
        var text = (parts > 0 ? original.Stanzas > parts : original.Stanzas > original.NetworkIds.Count) ? original.Stanzas - 1 : (int?)null;
        return
        [
            .. pieces.Select((piece, i) => (Piece: piece, Stanza: piece.IsText ? text : i < original.Stanzas ? i : null))
                .Where(static version => !version.Piece.IsFile)
                .Select(version => (version.Piece, version.Stanza is { } stanza ? original.IdOf(stanza) : null)),
        ];
    }

    private static DirectPiece Part(MessagePart part)
    {
        // The name of a place is text, and goes with that.
        var body = MessageText.Fit(PartText.Of(part is LocationPart place ? place with { Label = null } : part, ""));
        return part switch
        {
            FilePart { File.Url: { IsAbsoluteUri: true, Scheme: "https" or "http" } url } file => new DirectPiece(body, OfFile(file, url, body)) { IsAddress = true, IsFile = true },
            FilePart => new DirectPiece(body, []) { IsFile = true },
            LocationPart => new DirectPiece(body, []) { IsAddress = true },
            _ => new DirectPiece(body, []),
        };
    }

    /// <summary>In each form that clients know: the bare address (XEP-0066), and what is known of the file in the newer form and the older one.</summary>
    private static IReadOnlyList<XElement> OfFile(FilePart part, Uri url, string body)
    {
        var file = new FileSharing.File(url)
        {
            Name = part.File.Name is { } name ? FileNames.Clean(name, part.File.MediaType) : null,
            MediaType = FileNames.TypeOf(part.File.MediaType),
            Size = part.File.Size,
            Width = part.Width,
            Height = part.Height,
            Length = part.Duration,
            Sha256 = (part.File as PublishedFile)?.Sha256,
            Thumbnail = part.Thumbnail is { Url: { IsAbsoluteUri: true } small } thumbnail ? (small.AbsoluteUri, FileNames.TypeOf(thumbnail.MediaType)) : null,
            IsInline = part.Kind != FileKind.File,
        };
        return [OutOfBand.Build(url.AbsoluteUri), FileSharing.Build(file), Fallbacks.BuildWhole(Ns.Sfs), FileSharing.BuildReference(file, body)];
    }

    private static string Labels(IEnumerable<MessagePart> parts) =>
        string.Join('\n', parts.Take(MaxParts).OfType<LocationPart>().Select(static place => place.Label).Where(static label => !string.IsNullOrEmpty(label)));

    private static IEnumerable<XElement> Subject(MessageContent content) =>
        content.Subject is { Length: > 0 } subject ? [new XElement(Ns.Component + "subject", subject)] : [];

    private static IEnumerable<XElement> Previews(MessageContent content) =>
        content.Parts.OfType<LinkPreviewPart>().Where(static link => link.Url.IsAbsoluteUri).Take(MaxParts)
            .Select(static link => LinkMetadata.Build(link.Url.OriginalString, link.Title, link.Description, link.Image?.Url is { IsAbsoluteUri: true } image ? image.AbsoluteUri : null));
}
