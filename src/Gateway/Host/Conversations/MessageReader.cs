using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

/// <summary>A message stanza of a user as the content of a message to a network. Pure.</summary>
internal static class MessageReader
{
    /// <summary>The longest text that is taken, in UTF-16 code units.</summary>
    public const int MaxText = 65_536;

    /// <summary>Reads a stanza.</summary>
    /// <param name="stanza">A message that is no error.</param>
    /// <param name="error">Why it cannot be sent, when false for a reason the sender must know; null when it holds nothing to send.</param>
    /// <param name="withSubject">Whether a subject (RFC 6121 section 5.2.4) belongs to the message: in a room and to a bot it does not.</param>
    /// <returns>The content, or null.</returns>
    public static MessageContent? Read(XElement stanza, out StanzaError? error, bool withSubject = false) => Read(stanza, stanza.Body, [], out error, withSubject);

    /// <summary>Reads a stanza of whose body only a part is text.</summary>
    /// <inheritdoc cref="Read(XElement, out StanzaError?, bool)"/>
    public static MessageContent? Read(XElement stanza, string? said, IReadOnlyList<FilePart> files, out StanzaError? error, bool withSubject)
    {
        error = null;
        if (Encryption.Detect(stanza) is not null)
        {
            error = StanzaError.NotAcceptable.WithText("This network cannot read end-to-end encrypted messages. Turn encryption off for this chat and send it again.");
            return null;
        }

        var subject = withSubject && stanza.Element(Ns.Component + "subject")?.Value is { Length: > 0 } line ? line : null;
        var body = said ?? "";
        if (body.Length == 0 && subject is null && files.Count == 0)
        {
            return null;
        }

        if (body.Length + (subject?.Length ?? 0) > MaxText)
        {
            error = StanzaError.PolicyViolation.WithText($"The text is longer than {MaxText} characters.");
            return null;
        }

        if (files.Count == 0 && GeoUri.Parse(body) is { } place)
        {
            return new MessageContent { Subject = subject, Parts = [place] };
        }

        var flags = MessageFlags.None;
        if (body.StartsWith("/me ", StringComparison.Ordinal))
        {
            body = body[4..];
            flags |= MessageFlags.Action;
        }

        return new MessageContent { Subject = subject, Text = body.Length == 0 ? null : new RichText(body), Flags = flags, Parts = files };
    }
}
