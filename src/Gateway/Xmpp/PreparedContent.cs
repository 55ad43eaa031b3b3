using System.Buffers;
using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>Content of a stanza that is sent over and over (a disco#info answer): serialised once, written as bytes from then on. Immutable.</summary>
public sealed class PreparedContent
{
    private readonly byte[] _utf8;
    private readonly XName _name;

    /// <summary>Serialises an element.</summary>
    /// <param name="element">What becomes the child of a stanza.</param>
    public PreparedContent(XElement element)
    {
        var bytes = new ArrayBufferWriter<byte>();
        StanzaWriter.Write(bytes, element);
        _utf8 = bytes.WrittenSpan.ToArray();
        _name = element.Name;
    }

    /// <summary>A new element to put directly into a stanza. It has the name, and stands for the content only when it is written.</summary>
    public XElement ToElement() => new Element(_name, _utf8);

    internal sealed class Element(XName name, byte[] utf8) : XElement(name)
    {
        public ReadOnlySpan<byte> Utf8 => utf8;
    }
}
