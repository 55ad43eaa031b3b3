namespace Bridge.Adapters.Demo;

/// <summary>Says the same, and describes what cannot be said.</summary>
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
            chat.Say(message.Content with { Flags = message.Content.Flags | MessageFlags.Automated });
        else
            chat.Say(string.Join('\n', message.Content.Text is { } caption ? [caption.Plain, .. lines] : lines));
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
