namespace Bridge.Adapters.Demo;

/// <summary>Says the same, sends files back, and describes them and what cannot be said.</summary>
internal sealed class EchoContact() : DemoContact(Address, "Echo", "Says what you say")
{
    /// <summary>The id.</summary>
    public const string Address = "echo";

    /// <inheritdoc/>
    public override void OnMessage(DemoConversation chat, MessageReceived message)
    {
        chat.Confirm(message);
        var lines = message.Content.Parts.Select(Describe).ToList();
        // The text itself comes back to the letter, spans and all, so that a round trip can be compared.
        if (lines.Count == 0)
        {
            chat.Say(message.Content with { Flags = message.Content.Flags | MessageFlags.Automated });
            return;
        }

        chat.Say(new MessageContent
        {
            Text = new RichText(string.Join('\n', message.Content.Text is { } caption ? [caption.Plain, .. lines] : lines)),
            Parts = [.. message.Content.Parts.OfType<FilePart>()],
            Flags = MessageFlags.Automated,
        });
    }

    private static string Describe(MessagePart part) => part switch
    {
        FilePart { File: DemoFile file } => file.Describe(),
        FilePart file => $"[{file.File.MediaType} {file.File.Name}]",
        LocationPart place => FormattableString.Invariant($"[place {place.Latitude:0.#####}, {place.Longitude:0.#####} {place.Label}]"),
        ContactCardPart card => $"[contact {card.Name} {card.Phone}]",
        PollPart poll => $"[poll {poll.Question}: {string.Join(" / ", poll.Options.Select(option => option.Text))}]",
        _ => "[something]",
    };
}
