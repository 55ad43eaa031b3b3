using System.Text;
using System.Xml.Linq;

namespace Bridge.Xmpp.Tests;

/// <summary>Random element trees, and a form in which two trees that mean the same are equal.</summary>
internal static class Trees
{
    private static readonly XNamespace[] Namespaces = [Ns.Component, Ns.Client, Ns.Receipts, "", "urn:a'b\"<&>", XNamespace.Xml];
    private static readonly string[] Names = ["message", "body", "x", "a-b", "é", "_1"];
    private static readonly string[] Pieces = ["a", " ", "\n", "\r", "\t", "<", "&", ">", "'", "\"", "]]>", "é", "😀", "\u0085", "\u2028", "hello world", "&amp;"];
    private static readonly string[] Illegal = ["\0", "\u0001", "\u000b", "\u001f", "\ufffe", "\uffff", "\ud83d", "\ude00"];

    public static XElement Random(Random random, bool illegal, int depth = 0)
    {
        var element = new XElement(Name(random, depth == 0));
        for (var i = random.Next(4); i > 0; i--)
            element.SetAttributeValue(AttributeName(random), Text(random, illegal));
        for (var i = depth < 5 ? random.Next(4) : 0; i > 0; i--)
            element.Add(random.Next(2) == 0 ? Text(random, illegal) : Random(random, illegal, depth + 1));
        return element;
    }

    public static string Canonical(XElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        return text.ToString();
    }

    private static void Append(StringBuilder text, XElement element)
    {
        text.Append('(').Append(element.Name);
        foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration).OrderBy(a => a.Name.ToString(), StringComparer.Ordinal))
            text.Append('|').Append(attribute.Name).Append('=').Append(attribute.Value);
        text.Append(')');
        foreach (var node in element.Nodes())
        {
            if (node is XElement child)
                Append(text, child);
            else if (node is XText content)
                text.Append(content.Value);
        }
        text.Append("(/)");
    }

    private static XName Name(Random random, bool root) =>
        (root ? Namespaces[random.Next(2)] : Namespaces[random.Next(Namespaces.Length)]) + Names[random.Next(Names.Length)];

    private static XName AttributeName(Random random) => random.Next(4) switch
    {
        0 => XNamespace.Xml + "lang",
        1 => Namespaces[random.Next(Namespaces.Length)] + "attr",
        _ => XNamespace.None + Names[random.Next(Names.Length)],
    };

    private static string Text(Random random, bool illegal)
    {
        var text = new StringBuilder();
        for (var i = random.Next(5); i > 0; i--)
            text.Append(illegal && random.Next(3) == 0 ? Illegal[random.Next(Illegal.Length)] : Pieces[random.Next(Pieces.Length)]);
        return text.ToString();
    }
}
