using System.Globalization;
using System.Text;
using Bridge.Adapters;
using Bridge.Gateway.Media;
using Bridge.Gateway.Media.Remote;

namespace Bridge.Gateway.Conversations;

/// <summary>What a message holds beside its text, in words. Pure.</summary>
internal static class PartText
{
    /// <summary>The words for a part; empty when the text has said it already.</summary>
    /// <param name="part">The part.</param>
    /// <param name="said">What stands before it.</param>
    public static string Of(MessagePart part, string said) => part switch
    {
        FilePart { File: SentFile { Url: { } sent } } => said.Contains(sent.OriginalString, StringComparison.Ordinal) ? "" : sent.OriginalString,
        FilePart { File.Url: { IsAbsoluteUri: true } url } => url.AbsoluteUri,
        FilePart file => OfFile(file),
        LocationPart { Label: { Length: > 0 } label } place => $"{label}\n{GeoUri.Format(place)}",
        LocationPart place => GeoUri.Format(place),
        ContactCardPart card => OfCard(card),
        PollPart poll => Polls.Text(poll),
        LinkPreviewPart { Url: { IsAbsoluteUri: true } url } when !IsIn(said, url) => url.AbsoluteUri,
        _ => "",
    };

    private static string OfFile(FilePart part)
    {
        var name = part.File.Name ?? (part.Kind is FileKind.Voice or FileKind.Sticker ? null : part.File.MediaType);
        var length = part.Duration is { } duration && duration >= TimeSpan.Zero && duration < TimeSpan.FromDays(1)
            ? duration.ToString(duration.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture)
            : null;
        var kind = part.Kind switch
        {
            FileKind.Image => "picture",
            FileKind.Video => "video",
            FileKind.Audio => "audio",
            FileKind.Voice => "voice message",
            FileKind.Sticker => "sticker",
            _ => "file",
        };
        var withheld = part.File as WithheldFile;
        var size = withheld?.Size is { } bytes ? FileNames.Size(bytes) : null;
        var details = string.Join(", ", new[] { part.Kind == FileKind.Sticker ? part.Emoji : null, name, length, size }.Where(static detail => !string.IsNullOrEmpty(detail)));
        return (details.Length == 0 ? $"[{kind}]" : $"[{kind}: {details}]") + (withheld is null ? "" : $" could not be passed on: {withheld.Reason}.");
    }

    private static string OfCard(ContactCardPart card)
    {
        var text = new StringBuilder("Contact: ").Append(card.Name);
        if (card.Phone is { Length: > 0 } phone)
        {
            text.Append("\nPhone: ").Append(phone);
        }

        if (card.Address is { Length: > 0 } address)
        {
            text.Append("\nAddress: ").Append(address);
        }

        return text.ToString();
    }

    private static bool IsIn(string text, Uri url) =>
        text.Contains(url.OriginalString, StringComparison.OrdinalIgnoreCase) || text.Contains(url.AbsoluteUri, StringComparison.OrdinalIgnoreCase);
}
