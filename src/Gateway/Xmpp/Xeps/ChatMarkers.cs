using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Chat markers (XEP-0333).</summary>
public static class ChatMarkers
{
    /// <summary>True when the sender wants to know that the message was displayed.</summary>
    /// <param name="message">A message.</param>
    public static bool IsMarkable(XElement message) => message.Child(Ns.Markers, "markable") is not null;

    /// <summary>The id up to which everything was displayed: the message's, or in a room the stanza-id; or null.</summary>
    /// <param name="message">A message.</param>
    /// <remarks>The older marker <c>acknowledged</c> says the same and more. <c>received</c> is a receipt and not read here.</remarks>
    public static string? ReadDisplayed(XElement message) =>
        (message.Child(Ns.Markers, "displayed") ?? message.Child(Ns.Markers, "acknowledged"))?.Id is { Length: > 0 } id ? id : null;

    /// <summary>Asks for markers.</summary>
    public static XElement BuildMarkable() => new(Ns.Markers + "markable");

    /// <summary>Says that everything up to a message was displayed.</summary>
    /// <param name="id">The message's id, or in a room its stanza-id.</param>
    public static XElement BuildDisplayed(string id) => new(Ns.Markers + "displayed", new XAttribute("id", id));
}
