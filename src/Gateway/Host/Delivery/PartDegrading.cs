using Bridge.Adapters;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Media.Remote;

namespace Bridge.Gateway.Delivery;

/// <summary>
/// Cuts what a message holds beside its plain text down to what the chat can carry, by the levels in its <see cref="Capabilities"/>: the same for all
/// networks. A level of fallback writes it as text, a dropped one leaves it out, a rejected one refuses the message. Pure.
/// </summary>
internal static class PartDegrading
{
    /// <summary>The feature that a part needs, and what it is called in a refusal.</summary>
    private static (Feature Feature, string Name) Of(MessagePart part) => part switch
    {
        FilePart { Kind: FileKind.Voice } => (Feature.Voice, "voice messages"),
        FilePart { Kind: FileKind.Sticker } => (Feature.Stickers, "stickers"),
        FilePart => (Feature.Files, "files"),
        LocationPart => (Feature.Location, "places"),
        ContactCardPart => (Feature.ContactCards, "contact cards"),
        _ => (Feature.Polls, "polls"),
    };

    /// <summary>The content that the chat can carry, or why it takes none of it.</summary>
    /// <param name="content">What the user says.</param>
    /// <param name="limits">What the chat takes.</param>
    /// <param name="refused">Why it takes none of it, or null.</param>
    /// <returns>The content; as it came when the chat has all of it.</returns>
    public static MessageContent Apply(MessageContent content, FileLimits limits, out HandoverStep.Refuse? refused)
    {
        var capabilities = limits.Capabilities;
        refused = null;
        if (content is { Parts.Count: 0, Subject: null, Text: null or { Spans.Count: 0 } })
        {
            return content;
        }

        List<MessagePart> kept = [];
        List<string> lines = [];
        foreach (var part in content.Parts)
        {
            var (feature, name) = Of(part);
            var level = part is FilePart { File: SentFile sent } ? LevelOf(sent, capabilities[feature], limits, out refused) : capabilities[feature];
            if (refused is not null)
            {
                return content;
            }

            switch (level)
            {
                case CapabilityLevel.Rejected:
                    refused = Unsupported(name);
                    return content;
                case CapabilityLevel.Fallback:
                    lines.Add(PartText.Of(part, content.Text?.Plain ?? ""));
                    break;
                case CapabilityLevel.Dropped:
                    break;
                default:
                    kept.Add(part);
                    break;
            }
        }

        if (kept.Count < content.Parts.Count)
        {
            content = WithLines(content with { Parts = kept }, lines);
        }

        content = WithSubject(content, capabilities[Feature.Subject], ref refused);
        return WithPeople(content, capabilities[Feature.Mentions], ref refused);
    }

    /// <summary>That a chat does not take something, whatever it is made of.</summary>
    public static HandoverStep.Refuse Unsupported(string what) => new(NetworkError.Unsupported, $"There are no {what} on this network, and this chat takes none as text.");

    /// <summary>How a user's file goes: a gateway that relays none names its address, as a chat does that takes none.</summary>
    private static CapabilityLevel LevelOf(SentFile file, CapabilityLevel level, FileLimits limits, out HandoverStep.Refuse? refused)
    {
        refused = null;
        var isRelayed = level >= CapabilityLevel.Partial && limits.Relayed > 0;
        if (isRelayed)
        {
            refused = limits.WhyNot(file.Size, file.MediaType) is { } why ? new HandoverStep.Refuse(why.Error, why.Message) : null;
        }
        else if (level >= CapabilityLevel.Fallback && file.Url is null)
        {
            refused = new HandoverStep.Refuse(NetworkError.Unsupported, "This chat takes files as links only, and nobody there could open an encrypted one. Turn encryption off for this chat and send it again.");
        }

        return isRelayed || level < CapabilityLevel.Fallback ? level : CapabilityLevel.Fallback;
    }

    private static MessageContent WithLines(MessageContent content, List<string> lines)
    {
        var said = string.Join('\n', lines);
        return said.Length == 0 ? content
            : content with { Text = content.Text is { Plain.Length: > 0 } text ? text with { Plain = $"{text.Plain}\n{said}" } : new RichText(said) };
    }

    private static MessageContent WithSubject(MessageContent content, CapabilityLevel level, ref HandoverStep.Refuse? refused)
    {
        if (content.Subject is not { Length: > 0 } subject || level >= CapabilityLevel.Partial)
        {
            return content;
        }

        if (level == CapabilityLevel.Rejected)
        {
            refused = Unsupported("subjects");
            return content;
        }

        var bare = content with { Subject = null };
        if (content.Text is not { Plain.Length: > 0 } text)
        {
            // Who said nothing else said this.
            return content.Parts.Count > 0 && level == CapabilityLevel.Dropped ? bare : bare with { Text = new RichText(subject), Flags = content.Flags & ~MessageFlags.Action };
        }

        if (level == CapabilityLevel.Dropped)
        {
            return bare;
        }

        // An action is one only at the start of a message.
        var before = content.Flags.HasFlag(MessageFlags.Action) ? $"{subject}\n/me " : $"{subject}\n";
        return bare with
        {
            Flags = content.Flags & ~MessageFlags.Action,
            Text = new RichText(before + text.Plain) { Spans = [.. text.Spans.Select(span => span with { Start = span.Start + before.Length })] },
        };
    }

    private static MessageContent WithPeople(MessageContent content, CapabilityLevel level, ref HandoverStep.Refuse? refused)
    {
        if (content.Text is not { } text || level >= CapabilityLevel.Partial || ReferenceEquals(MentionSpans.Without(text), text))
        {
            return content;
        }

        refused ??= level == CapabilityLevel.Rejected ? Unsupported("mentions of people") : null;
        return content with { Text = MentionSpans.Without(text) };
    }
}
