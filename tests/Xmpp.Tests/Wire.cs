using System.Buffers;
using System.Text;
using System.Xml.Linq;

namespace Bridge.Xmpp.Tests;

/// <summary>Stanzas as they are on the wire.</summary>
internal static class Wire
{
    public static Jid Alice { get; } = Jid.Parse("alice@localhost/r");

    public static Jid Puppet { get; } = Jid.Parse("carol@irc.localhost/bridge");

    public static Jid Room { get; } = Jid.Parse("room@irc.localhost");

    /// <summary>A stanza in the form in which it arrives.</summary>
    public static XElement Trip(XElement stanza)
    {
        var output = new ArrayBufferWriter<byte>();
        StanzaWriter.Write(output, stanza);
        return Parse(Encoding.UTF8.GetString(output.WrittenSpan));
    }

    public static XElement Parse(string xml)
    {
        Assert.True(StanzaParser.TryParse(Encoding.UTF8.GetBytes(xml).AsSpan(), new WireLimits(), out var stanza, out var problem), problem);
        return stanza;
    }

    /// <summary>Elements in short: the namespace's last part, and only where it changes at the top or to or from the stream's.</summary>
    public static string Show(XElement element)
    {
        var text = new StringBuilder();
        Append(text, element, element.Name.Namespace == Ns.Component);
        return text.ToString();
    }

    private static void Append(StringBuilder text, XElement element, bool nested)
    {
        text.Append('<').Append(element.Name.LocalName);
        foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration))
            text.Append(' ').Append(attribute.Name.LocalName).Append("='").Append(attribute.Value).Append('\'');
        if (!nested)
            text.Append(" xmlns='").Append(element.Name.NamespaceName.Split('/')[^1]).Append('\'');
        if (!element.Nodes().Any())
        {
            text.Append("/>");
            return;
        }
        text.Append('>');
        foreach (var node in element.Nodes())
        {
            if (node is XElement child)
                Append(text, child, true);
            else
                text.Append(((XText)node).Value);
        }
        text.Append("</").Append(element.Name.LocalName).Append('>');
    }
}
