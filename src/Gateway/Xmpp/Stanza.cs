using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>What all stanzas have in common (RFC 6120 section 8), as members of their elements.</summary>
public static class Stanza
{
    private static readonly XName FromName = "from", ToName = "to", IdName = "id", TypeName = "type";
    private static readonly XName MessageName = Ns.Component + "message", PresenceName = Ns.Component + "presence", IqName = Ns.Component + "iq", BodyName = Ns.Component + "body";

    extension(XElement stanza)
    {
        /// <summary>The sender's address as written, or null.</summary>
        public string? From
        {
            get => stanza.Attribute(FromName)?.Value;
            set => stanza.SetAttributeValue(FromName, value);
        }

        /// <summary>The addressee as written, or null.</summary>
        public string? To
        {
            get => stanza.Attribute(ToName)?.Value;
            set => stanza.SetAttributeValue(ToName, value);
        }

        /// <summary>The id, or null. A client's id is unique at most among those of the same sender.</summary>
        public string? Id
        {
            get => stanza.Attribute(IdName)?.Value;
            set => stanza.SetAttributeValue(IdName, value);
        }

        /// <summary>The type as written, or null: a message without one is <c>normal</c>, a presence without one says available.</summary>
        public string? Type
        {
            get => stanza.Attribute(TypeName)?.Value;
            set => stanza.SetAttributeValue(TypeName, value);
        }

        /// <summary>True for a message, on the stream or forwarded.</summary>
        public bool IsMessage => IsNamed(stanza, MessageName);

        /// <summary>True for a presence, on the stream or forwarded.</summary>
        public bool IsPresence => IsNamed(stanza, PresenceName);

        /// <summary>True for an IQ, on the stream or forwarded.</summary>
        public bool IsIq => IsNamed(stanza, IqName);

        /// <summary>True when the type is <c>error</c>.</summary>
        public bool IsError => stanza.Type == "error";

        /// <summary>The text of the first <c>&lt;body/&gt;</c>, or null.</summary>
        public string? Body => stanza.Element(stanza.Name.Namespace + "body")?.Value;

        /// <summary>The first child of that name, or null.</summary>
        /// <param name="ns">Its namespace.</param>
        /// <param name="name">Its local name.</param>
        public XElement? Child(XNamespace ns, string name) => stanza.Element(ns + name);

        /// <summary>The value of an attribute without namespace, or null.</summary>
        /// <param name="name">Its name.</param>
        public string? Attr(string name) => stanza.Attribute(name)?.Value;
    }

    /// <summary>A message.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="to">The addressee.</param>
    /// <param name="type"><c>chat</c>, <c>groupchat</c>, <c>headline</c>, <c>normal</c> or null.</param>
    /// <param name="id">Its id, or null.</param>
    /// <param name="content">Its children; nulls are left out.</param>
    public static XElement Message(Jid from, Jid to, string? type, string? id, params object?[] content) => Make(MessageName, from, to, type, id, content);

    /// <summary>A presence.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="to">The addressee.</param>
    /// <param name="type">Null for available.</param>
    /// <param name="content">Its children; nulls are left out.</param>
    public static XElement Presence(Jid from, Jid to, string? type = null, params object?[] content) => Make(PresenceName, from, to, type, null, content);

    /// <summary>An IQ.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="to">The addressee.</param>
    /// <param name="type"><c>get</c> or <c>set</c>.</param>
    /// <param name="id">Its id.</param>
    /// <param name="content">Its payload.</param>
    public static XElement Iq(Jid from, Jid to, string type, string id, params object?[] content) => Make(IqName, from, to, type, id, content);

    /// <summary>The successful answer to an IQ: addresses swapped, same id.</summary>
    /// <param name="request">An IQ of type get or set.</param>
    /// <param name="content">The payload.</param>
    public static XElement Result(XElement request, params object?[] content) =>
        new(IqName, Attribute(FromName, request.To), Attribute(ToName, request.From), Attribute(IdName, request.Id),
            new XAttribute(TypeName, "result"), content);

    /// <summary>A <c>&lt;body/&gt;</c> for a stanza on the stream.</summary>
    /// <param name="text">Its text.</param>
    public static XElement BodyOf(string text) => new(BodyName, text);

    private static XElement Make(XName name, Jid from, Jid to, string? type, string? id, object?[] content) =>
        new(name, Attribute(TypeName, type), Attribute(IdName, id), new XAttribute(FromName, from.ToString()), new XAttribute(ToName, to.ToString()), content);

    private static XAttribute? Attribute(XName name, string? value) => value is null ? null : new XAttribute(name, value);

    private static bool IsNamed(XElement stanza, XName name) =>
        ReferenceEquals(stanza.Name, name) || (stanza.Name.LocalName == name.LocalName && stanza.Name.Namespace == Ns.Client);
}
