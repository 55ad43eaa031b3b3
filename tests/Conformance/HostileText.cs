using System.Text;
using Bridge.Adapters;

namespace Bridge.Conformance;

/// <summary>What people and programs send that networks do not expect.</summary>
internal static class HostileText
{
    /// <summary>Texts that are to be carried whole, or refused.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "two\nlines", "\n\n\n", "trailing \n", "\r\n", "a\rb", "tab\there", "\0", "before\0after", "\u0001ACTION waves\u0001", "bell\u0007", "\u001b[31mred",
        "\u0002bold\u000f", "high \ud83d", "\udc00 low", "\ud83d\ud83d\udc00", "\uffff", "\ufdd0", "\u202eright to left", "zero\u200bwidth", "e\u0301\u0301\u0301",
        "👩‍👩‍👧‍👦🦜", "<stream:stream>", "]]>", "&amp; &#0;", "<!DOCTYPE x>", "QUIT :bye", "PRIVMSG #x :y", "/quit", "/me waves", ".\r\nQUIT\r\n", ":starts with a colon",
        " ", "\u00a0", new string('é', 600), string.Concat(Enumerable.Repeat("🦜", 300)), string.Join('\n', Enumerable.Range(0, 50)), "{0} %s %n ${x} {{y}}",
    ];

    /// <summary>A message for each feature that can be part of one.</summary>
    public static IReadOnlyList<(Feature Feature, MessageContent Content)> Examples { get; } =
    [
        (Feature.Formatting, new MessageContent { Text = new RichText("bold 🦜 end") { Spans = [new TextSpan(0, 4, SpanKind.Bold), new TextSpan(5, 2, SpanKind.Italic)] } }),
        (Feature.Subject, MessageContent.FromText("with a subject") with { Subject = "A subject" }),
        (Feature.Action, MessageContent.FromText("waves", MessageFlags.Action)),
        (Feature.Files, new MessageContent { Text = new RichText("a caption"), Parts = [new FilePart(new ExampleFile("note.txt", "text/plain"))] }),
        (Feature.Voice, new MessageContent { Parts = [new FilePart(new ExampleFile("voice.ogg", "audio/ogg"), FileKind.Voice) { Duration = TimeSpan.FromSeconds(2) }] }),
        (Feature.Stickers, new MessageContent { Parts = [new FilePart(new ExampleFile("parrot.webp", "image/webp"), FileKind.Sticker) { Emoji = "🦜" }] }),
        (Feature.Location, new MessageContent { Parts = [new LocationPart(52.52, 13.405, "Berlin")] }),
        (Feature.ContactCards, new MessageContent { Parts = [new ContactCardPart("Ada", "+441234", null)] }),
        (Feature.Mentions, new MessageContent { Text = new RichText("ask Ada") { Spans = [new TextSpan(4, 3, SpanKind.Mention, "ada")] } }),
        (Feature.Polls, new MessageContent { Parts = [new PollPart("Tea?", [("Yes", null), ("No", null)], Several: false, Closed: false)] }),
    ];

    /// <summary>
    /// Whether the pieces carry the whole text. Networks break lines, turn half characters into replacement characters and drop control
    /// characters; none of that loses a word, and everything else does.
    /// </summary>
    public static bool IsCarriedBy(string text, IEnumerable<string> pieces) => Visible(string.Concat(pieces)) == Visible(text);

    private static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune) && rune != Rune.ReplacementChar)
                visible.Append(rune);
        }

        return visible.ToString();
    }
}
