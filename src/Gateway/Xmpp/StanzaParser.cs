using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>
/// Turns the bytes of one stanza into an element. The stream's header is taken as read: the default namespace is
/// <see cref="Ns.Component"/> and the prefix <c>stream</c> is declared (XEP-0114 section 3).
/// </summary>
/// <remarks>
/// Prefixes and namespace declarations are not kept: in XMPP an element is its expanded name. When a process has already seen an absurd
/// number of different names, elements of names that nobody here reads are given one name in common, and such attributes are left out.
/// </remarks>
public static class StanzaParser
{
    // The name table of a reader only grows, so it is thrown away after this much input.
    private const long BytesPerNameTable = 8 * 1024 * 1024;

    private static readonly XmlReaderSettings Settings = new()
    {
        ConformanceLevel = ConformanceLevel.Fragment,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = true,
    };

    [ThreadStatic]
    private static Names? _names;

    /// <summary>Reads one element. Never throws.</summary>
    /// <param name="frame">The bytes that <see cref="StanzaFramer"/> delimited, or any others.</param>
    /// <param name="limits">What the stanza may cost.</param>
    /// <param name="stanza">The element.</param>
    /// <param name="problem">What is wrong, for a log.</param>
    /// <returns>False when the bytes are anything but one well-formed element within the limits.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> frame, WireLimits limits, [NotNullWhen(true)] out XElement? stanza, [NotNullWhen(false)] out string? problem) =>
        TryParse(frame, limits, ParserNames.Shared, out stanza, out problem);

    internal static bool TryParse(ReadOnlyMemory<byte> frame, WireLimits limits, ParserNames names, [NotNullWhen(true)] out XElement? stanza, [NotNullWhen(false)] out string? problem)
    {
        stanza = null;
        if (frame.Length > limits.MaxStanzaBytes)
        {
            problem = "The stanza is too large.";
            return false;
        }
        // The declaration and the byte order mark that a reader accepts could choose another encoding than the framer's.
        if (frame.Length < 4 || frame.Span[0] != '<' || frame.Span[1] is <= 0x20 or (byte)'?' or (byte)'!')
        {
            problem = "The stanza does not begin with an element.";
            return false;
        }
        try
        {
            using var stream = OpenStream(frame);
            using var reader = XmlReader.Create(stream, Settings, ContextFor(frame.Length));
            return TryRead(reader, limits, names, out stanza, out problem);
        }
        catch (Exception e) when (e is XmlException or DecoderFallbackException or ArgumentException)
        {
            stanza = null;
            problem = e.Message;
            return false;
        }
    }

    /// <inheritdoc cref="TryParse(ReadOnlyMemory{byte}, WireLimits, out XElement?, out string?)"/>
    public static bool TryParse(ReadOnlySpan<byte> frame, WireLimits limits, [NotNullWhen(true)] out XElement? stanza, [NotNullWhen(false)] out string? problem)
    {
        var copy = ArrayPool<byte>.Shared.Rent(frame.Length);
        try
        {
            frame.CopyTo(copy);
            return TryParse(copy.AsMemory(0, frame.Length), limits, out stanza, out problem);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <inheritdoc cref="TryParse(ReadOnlyMemory{byte}, WireLimits, out XElement?, out string?)"/>
    public static bool TryParse(ReadOnlySequence<byte> frame, WireLimits limits, [NotNullWhen(true)] out XElement? stanza, [NotNullWhen(false)] out string? problem) =>
        TryParse(frame.IsSingleSegment ? frame.First : frame.ToArray(), limits, out stanza, out problem);

    /// <summary>Reads the attributes of a stream header (RFC 6120 section 4.7), whose element is not closed. Never throws.</summary>
    /// <param name="header">The bytes from <c>&lt;stream:stream</c> to <c>&gt;</c>.</param>
    /// <param name="root">An empty element with the header's name and attributes.</param>
    internal static bool TryParseHeader(ReadOnlyMemory<byte> header, [NotNullWhen(true)] out XElement? root)
    {
        root = null;
        try
        {
            using var stream = OpenStream(header);
            using var reader = XmlReader.Create(stream, Settings);
            if (reader.MoveToContent() == XmlNodeType.Element)
                root = ReadElement(reader, ParserNames.Shared);
            return root is not null;
        }
        catch (Exception e) when (e is XmlException or DecoderFallbackException or ArgumentException)
        {
            return false;
        }
    }

    private static bool TryRead(XmlReader reader, WireLimits limits, ParserNames names, [NotNullWhen(true)] out XElement? stanza, [NotNullWhen(false)] out string? problem)
    {
        stanza = null;
        problem = null;
        XElement? current = null;
        var elements = 0;
        while (problem is null && reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when current is null && stanza is not null:
                    problem = "There is more than one element.";
                    break;
                case XmlNodeType.Element when ++elements > limits.MaxElements || reader.Depth >= limits.MaxDepth || reader.AttributeCount > limits.MaxAttributes:
                    problem = "There are too many elements or attributes, or they are nested too deep.";
                    break;
                case XmlNodeType.Element:
                    current = Append(reader, names, current, ref stanza);
                    break;
                case XmlNodeType.EndElement:
                    current = current?.Parent;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when current is not null:
                    current.Add(reader.Value);
                    break;
                default:
                    problem = $"A {reader.NodeType} is not allowed here.";
                    break;
            }
        }
        problem ??= stanza is null ? "There is no element." : null;
        if (problem is not null)
            stanza = null;
        return stanza is not null;
    }

    // Returns the element that the following nodes belong to.
    private static XElement? Append(XmlReader reader, ParserNames names, XElement? parent, ref XElement? stanza)
    {
        var empty = reader.IsEmptyElement;
        var element = ReadElement(reader, names);
        if (parent is null)
            stanza = element;
        else
            parent.Add(element);
        return empty ? parent : element;
    }

    private static XElement ReadElement(XmlReader reader, ParserNames names)
    {
        var element = new XElement(names.OfElement(reader.NamespaceURI, reader.LocalName));
        while (reader.MoveToNextAttribute())
        {
            var declaration = reader.NamespaceURI == XNamespace.Xmlns.NamespaceName;
            if (!declaration && names.OfAttribute(reader.NamespaceURI, reader.LocalName) is { } attribute)
                element.Add(new XAttribute(attribute, reader.Value));
        }
        reader.MoveToElement();
        return element;
    }

    private static MemoryStream OpenStream(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);

    private static XmlParserContext ContextFor(int length)
    {
        var names = _names;
        if (names is null || (names.BytesLeft -= length) < 0)
            _names = names = new Names();
        // A reader that met an error leaves its scopes open in the manager that it was given.
        var manager = new XmlNamespaceManager(names.Table);
        manager.AddNamespace("", Ns.Component.NamespaceName);
        manager.AddNamespace("stream", Ns.Streams.NamespaceName);
        return new XmlParserContext(names.Table, manager, null, XmlSpace.None, Encoding.UTF8);
    }

    private sealed class Names
    {
        public NameTable Table { get; } = new();

        public long BytesLeft { get; set; } = BytesPerNameTable;
    }
}
