using System.Xml;
using System.Xml.Linq;
using System.Xml.XPath;
using Bridge.Xmpp;

namespace Bridge.Testing;

/// <summary>
/// XPath on stanzas. Stanzas and their children in the stream's namespace have no prefix, and every other namespace has
/// the name of its field in <see cref="Ns"/> in lower case:
/// <c>/message[@to='alice@localhost']/receipts:received[@id='1']</c>.
/// </summary>
public static class ComponentServerXPath
{
    private static readonly XmlNamespaceManager Prefixes = MakePrefixes();

    /// <summary>True when an expression selects something in a stanza, or is true of it.</summary>
    /// <param name="stanza">A stanza.</param>
    /// <param name="xpath">An expression.</param>
    public static bool Matches(XElement stanza, string xpath)
    {
        var copy = new XElement(stanza);
        foreach (var element in copy.DescendantsAndSelf().Where(e => e.Name.Namespace == Ns.Component))
            element.Name = element.Name.LocalName;
        return new XDocument(copy).XPathEvaluate(xpath, Prefixes) switch
        {
            bool truth => truth,
            IEnumerable<object> nodes => nodes.Any(),
            string text => text.Length > 0,
            double number => number != 0,
            _ => false,
        };
    }

    private static XmlNamespaceManager MakePrefixes()
    {
        var manager = new XmlNamespaceManager(new NameTable());
        foreach (var field in typeof(Ns).GetFields().Where(field => field.FieldType == typeof(XNamespace)))
            manager.AddNamespace(field.Name.ToLowerInvariant(), ((XNamespace)field.GetValue(null)!).NamespaceName);
        return manager;
    }
}
