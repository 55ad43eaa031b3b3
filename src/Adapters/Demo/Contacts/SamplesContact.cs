namespace Bridge.Adapters.Demo;

/// <summary>Sends what is asked for by its name: an example of each thing that a message can carry.</summary>
internal sealed class SamplesContact() : DemoContact("samples", "Samples", "Sends what you name: poll, place, card, album, file, large, voice, sticker, link, mention, subject")
{
    private static readonly Uri Site = new("https://example.org/cakes");

    /// <inheritdoc/>
    public override void OnMessage(DemoConversation chat, MessageReceived message)
    {
        chat.Confirm(message);
        var word = message.Content.Text?.Plain.Trim().ToLowerInvariant() ?? "";
        chat.Say(Sample(word) ?? MessageContent.FromText($"I have: {string.Join(", ", "poll", "polls", "place", "card", "album", "file", "large", "voice", "sticker", "link", "mention", "subject")}.", MessageFlags.Automated));
    }

    private static MessageContent? Sample(string word) => word switch
    {
        "poll" => Poll(several: false),
        "polls" => Poll(several: true),
        "place" => new MessageContent { Parts = [new LocationPart(52.516275, 13.377704, "Brandenburg Gate")] },
        "card" => new MessageContent { Parts = [new ContactCardPart("Ada Lovelace", "+44 20 7946 0000", "ada")] },
        "album" => new MessageContent { Text = new RichText("Two pictures"), Parts = [Picture, Picture] },
        "file" => new MessageContent { Text = new RichText("The recipe"), Parts = [new FilePart(Recipe)] },
        "large" => new MessageContent { Parts = [new FilePart(Large)] },
        "voice" => new MessageContent { Parts = [new FilePart(DemoFile.Picture, FileKind.Voice) { Duration = TimeSpan.FromSeconds(12) }] },
        "sticker" => new MessageContent { Parts = [new FilePart(DemoFile.Picture, FileKind.Sticker) { Emoji = "🎂" }] },
        "link" => new MessageContent
        {
            Text = new RichText($"Look: {Site.OriginalString}"),
            Parts = [new LinkPreviewPart(Site, "Cakes", "All there is to know of them")],
        },
        "mention" => new MessageContent { Text = new RichText("Ask Ada.") { Spans = [new TextSpan(4, 3, SpanKind.Mention, "ada")] } },
        "subject" => new MessageContent { Subject = "Cake", Text = new RichText("Is there any left?") },
        _ => null,
    };

    private static FilePart Picture => new(DemoFile.Picture, FileKind.Image) { Width = 1, Height = 1, Thumbnail = DemoFile.Picture };

    private static DemoFile Recipe { get; } = DemoFile.Make("Cheese cake.txt", "text/plain", "Cheese, eggs, sugar, an hour of patience.\n"u8.ToArray());

    /// <summary>More than the space that many servers give to a file.</summary>
    private static GeneratedFile Large { get; } = new("large.bin", 25 * 1024 * 1024);

    private static MessageContent Poll(bool several) =>
        new() { Parts = [new PollPart("Which cake?", [("Cheese", 0), ("Apple", 0), ("Chocolate", 0)], several, Closed: false)] };
}
