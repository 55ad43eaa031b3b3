using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Delivery receipts (XEP-0184).</summary>
public static class Receipts
{
    /// <summary>True when a receipt is wanted: never in a room, for an error, or for a message without id (section 5).</summary>
    /// <param name="message">A message.</param>
    public static bool IsRequested(XElement message) =>
        message.Child(Ns.Receipts, "request") is not null && message.Type is not ("groupchat" or "error") && message.Id is { Length: > 0 };

    /// <summary>The id of the message that has arrived, or null.</summary>
    /// <param name="message">A message.</param>
    public static string? ReadReceived(XElement message) => message.Child(Ns.Receipts, "received")?.Id is { Length: > 0 } id ? id : null;

    /// <summary>Asks for a receipt.</summary>
    public static XElement BuildRequest() => new(Ns.Receipts + "request");

    /// <summary>Says that a message has arrived.</summary>
    /// <param name="id">Its id.</param>
    public static XElement BuildReceived(string id) => new(Ns.Receipts + "received", new XAttribute("id", id));
}
