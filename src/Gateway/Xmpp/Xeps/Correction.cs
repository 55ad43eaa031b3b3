using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Corrections of messages (XEP-0308).</summary>
public static class Correction
{
    /// <summary>The id of the message that is corrected, or null. It is the first one's, also for the second correction (section 4).</summary>
    /// <param name="message">A message.</param>
    public static string? Read(XElement message) => message.Child(Ns.Correct, "replace")?.Id is { Length: > 0 } id ? id : null;

    /// <summary>The element; the body beside it is the whole new text.</summary>
    /// <param name="id">The id of the message as it was first sent.</param>
    public static XElement Build(string id) => new(Ns.Correct + "replace", new XAttribute("id", id));
}
