using System.Xml.Linq;
using Bridge.Gateway.Conversations;
using Bridge.Xmpp;

namespace Bridge.Gateway.Rooms;

/// <summary>
/// What of a client's message goes back to the user's clients once the network has it: kept while the message waits, written to each of them, and
/// kept in the room's history. Pure.
/// </summary>
internal static class Reflection
{
    /// <summary>A message is reflected as it came up to this size, in bytes.</summary>
    private const int MaxWhole = 8 * 1024;

    /// <summary>Of a larger one the text goes back, cut beyond this, and of the rest so many parts that are no larger than this.</summary>
    private const int MaxBody = 64 * 1024, MaxPart = 2048, MaxParts = 16;

    /// <summary>What clients know a message by, or show of it.</summary>
    private static readonly HashSet<XName> Parts =
    [
        Ns.Component + "thread", Ns.Sid + "origin-id", Ns.Correct + "replace", Ns.Reply + "reply", Ns.Fallback + "fallback", Ns.Oob + "x", Ns.Sfs + "file-sharing",
        Ns.Reference + "reference", Ns.Markers + "markable", Ns.Receipts + "request", Ns.Reactions + "reactions", Ns.Retract + "retract", Ns.ChatStates + "active",
        Ns.Hints + "store", Ns.Nick + "nick",
    ];

    /// <summary>A message as it is to be reflected: itself, or what is needed of it.</summary>
    /// <param name="message">As it came.</param>
    /// <param name="bytes">How long the result is on the wire.</param>
    public static XElement Of(XElement message, out int bytes)
    {
        bytes = StanzaWriter.Measure(message);
        if (bytes <= MaxWhole)
        {
            return message;
        }

        var trimmed = new XElement(message.Name, message.Attributes().Where(static attribute => attribute.Value.Length <= MaxPart));
        if (message.Body is { } body)
        {
            var element = Stanza.BodyOf(body);
            trimmed.Add(StanzaWriter.Measure(element) <= MaxBody ? element : Stanza.BodyOf(MessageText.Fit(body)));
        }

        trimmed.Add(message.Elements().Where(static part => Parts.Contains(part.Name)).Where(static part => StanzaWriter.Measure(part) <= MaxPart).Take(MaxParts));
        bytes = StanzaWriter.Measure(trimmed);
        return trimmed;
    }
}
