using System.Buffers;
using System.Xml.Linq;
using Bridge.Xmpp;

namespace Bridge.Gateway.Archives;

/// <summary>A message as the archive keeps it.</summary>
internal static class ArchivedStanza
{
    /// <summary>Wider than what was let in, because what was let in has grown by what the room put into it.</summary>
    private static readonly WireLimits Limits = new() { MaxDepth = 128, MaxAttributes = 128, MaxElements = 8_192 };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>A message without its recipient.</summary>
    public static byte[] Write(XElement stanza)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(1024);
        buffer.ResetWrittenCount();
        StanzaWriter.Write(buffer, stanza);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads it back as it was. Null when it is not readable, which an operator's edit of the database can cause.</summary>
    public static XElement? Read(byte[] stanza) => StanzaParser.TryParse(stanza.AsMemory(), Limits, out var read, out _) ? read : null;

    /// <summary>Reads it back as one of the room: when the room had another address at that time, the message has the present one.</summary>
    public static XElement? Read(byte[] stanza, Jid room)
    {
        if (Read(stanza) is not { } read)
        {
            return null;
        }

        var from = read.From ?? "";
        var slash = from.IndexOf('/', StringComparison.Ordinal);
        var former = slash < 0 ? from : from[..slash];
        var current = room.ToString();
        if (former != current)
        {
            read.SetAttributeValue("from", current + from[former.Length..]);
            foreach (var id in read.Elements(Ns.Sid + "stanza-id").Where(id => (string?)id.Attribute("by") == former))
            {
                id.SetAttributeValue("by", current);
            }
        }

        return read;
    }
}
