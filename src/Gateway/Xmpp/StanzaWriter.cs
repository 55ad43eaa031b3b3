using System.Buffers;
using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>
/// Writes an element as the bytes that belong on a component stream. A namespace is declared only where it differs from
/// the parent's; that of the stream, <see cref="Ns.Component"/>, not at all on a stanza.
/// </summary>
/// <remarks>
/// <para>Characters that XML 1.0 forbids (section 2.2) and lone surrogates become U+FFFD, each one for one, so that offsets
/// into a text (XEP-0428, XEP-0372) stay right. A server ends the stream of a component that sends one of them.</para>
/// <para>Comments and processing instructions are left out, as XMPP forbids them. The walk needs no stack, however deep
/// the element.</para>
/// </remarks>
public static class StanzaWriter
{
    /// <summary>Writes an element.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="stanza">Any element; its parent, if it has one, does not matter.</param>
    public static void Write(IBufferWriter<byte> output, XElement stanza)
    {
        var sink = new XmlSink(output);
        WriteTree(ref sink, stanza);
        sink.Flush();
    }

    /// <summary>How many bytes <see cref="Write"/> would write.</summary>
    /// <param name="stanza">Any element.</param>
    public static int Measure(XElement stanza)
    {
        var counter = new ByteCounter();
        Write(counter, stanza);
        return counter.Count;
    }

    private static void WriteTree(ref XmlSink sink, XElement root)
    {
        XNode node = root;
        while (true)
        {
            if (node is XElement element)
            {
                if (WriteStart(ref sink, element, root) is { } child)
                {
                    node = child;
                    continue;
                }
            }
            else if (node is XText text)
            {
                sink.WriteText(text.Value);
            }
            while (node.NextNode is null || ReferenceEquals(node, root))
            {
                if (ReferenceEquals(node, root))
                    return;
                node = node.Parent!;
                WriteEnd(ref sink, (XElement)node);
            }
            node = node.NextNode;
        }
    }

    // Returns the first node of content that is still to be written; without one the element has been ended.
    private static XNode? WriteStart(ref XmlSink sink, XElement element, XElement root)
    {
        if (element is PreparedContent.Element prepared)
        {
            sink.WriteAscii(prepared.Utf8);
            return null;
        }
        sink.WriteAscii("<"u8);
        WriteName(ref sink, element);
        WriteDeclaration(ref sink, element, root);
        WriteAttributes(ref sink, element);
        if (element.IsEmpty || (!element.HasElements && element.Value.Length == 0))
        {
            sink.WriteAscii("/>"u8);
            return null;
        }
        sink.WriteAscii(">"u8);
        if (element.HasElements)
            return element.FirstNode;
        // Asking for the nodes of an element that has only text would make the runtime create one.
        sink.WriteText(element.Value);
        WriteEnd(ref sink, element);
        return null;
    }

    private static void WriteEnd(ref XmlSink sink, XElement element)
    {
        sink.WriteAscii("</"u8);
        WriteName(ref sink, element);
        sink.WriteAscii(">"u8);
    }

    private static void WriteName(ref XmlSink sink, XElement element)
    {
        // The namespace of xml:lang can be bound to no other prefix (Namespaces in XML section 3).
        if (element.Name.Namespace == XNamespace.Xml)
            sink.WriteAscii("xml:"u8);
        sink.WriteName(element.Name.LocalName);
    }

    private static void WriteDeclaration(ref XmlSink sink, XElement element, XElement root)
    {
        var ns = element.Name.Namespace;
        if (ns == XNamespace.Xml || ns == InScope(element, root))
            return;
        sink.WriteAscii(" xmlns='"u8);
        sink.WriteAttribute(ns.NamespaceName);
        sink.WriteAscii("'"u8);
    }

    private static XNamespace InScope(XElement element, XElement root)
    {
        while (!ReferenceEquals(element, root))
        {
            element = element.Parent!;
            if (element.Name.Namespace != XNamespace.Xml)
                return element.Name.Namespace;
        }
        return Ns.Component;
    }

    private static void WriteAttributes(ref XmlSink sink, XElement element)
    {
        var prefixes = 0;
        for (var attribute = element.FirstAttribute; attribute is not null; attribute = attribute.NextAttribute)
        {
            if (attribute.IsNamespaceDeclaration)
                continue;
            var ns = attribute.Name.Namespace;
            sink.WriteAscii(" "u8);
            if (ns == XNamespace.Xml)
                sink.WriteAscii("xml:"u8);
            else if (ns != XNamespace.None)
                WritePrefix(ref sink, ns, ++prefixes);
            sink.WriteName(attribute.Name.LocalName);
            sink.WriteAscii("='"u8);
            sink.WriteAttribute(attribute.Value);
            sink.WriteAscii("'"u8);
        }
    }

    // Each attribute brings its own declaration: rare enough that sharing one is not worth the bookkeeping.
    private static void WritePrefix(ref XmlSink sink, XNamespace ns, int number)
    {
        var prefix = $"b{number}";
        sink.WriteAscii("xmlns:"u8);
        sink.WriteName(prefix);
        sink.WriteAscii("='"u8);
        sink.WriteAttribute(ns.NamespaceName);
        sink.WriteAscii("' "u8);
        sink.WriteName(prefix);
        sink.WriteAscii(":"u8);
    }

    /// <summary>True when every name in the tree can be written: a namespace may be any text but that of <c>xmlns</c> itself.</summary>
    internal static bool CanWrite(XElement stanza)
    {
        foreach (var element in stanza.DescendantsAndSelf())
        {
            if (element.Name.Namespace == XNamespace.Xmlns || HasUnwritableAttribute(element))
                return false;
        }
        return true;
    }

    private static bool HasUnwritableAttribute(XElement element)
    {
        for (var attribute = element.FirstAttribute; attribute is not null; attribute = attribute.NextAttribute)
        {
            if (attribute.Name.Namespace == XNamespace.Xmlns && !attribute.IsNamespaceDeclaration)
                return true;
        }
        return false;
    }

    private sealed class ByteCounter : IBufferWriter<byte>
    {
        private byte[] _scratch = new byte[1024];

        public int Count { get; private set; }

        public void Advance(int count) => Count += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (sizeHint > _scratch.Length)
                _scratch = new byte[sizeHint];
            return _scratch;
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
