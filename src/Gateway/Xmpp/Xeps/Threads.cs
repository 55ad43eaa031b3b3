using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Threads of a conversation (XEP-0201, RFC 6121 section 5.2.5).</summary>
public static class Threads
{
    /// <summary>The longest id that is taken, in UTF-16 code units.</summary>
    public const int MaxId = 1_023;

    /// <summary>The thread of a message. Never throws.</summary>
    /// <param name="message">A message.</param>
    /// <returns>Null when there is none, or none that can be one.</returns>
    public static string? Read(XElement message) => message.Child(Ns.Component, "thread")?.Value is { Length: > 0 and <= MaxId } id ? id : null;

    /// <summary>The element.</summary>
    /// <param name="id">The id; opaque, unique in the chat.</param>
    public static XElement Build(string id) => new(Ns.Component + "thread", id);
}
