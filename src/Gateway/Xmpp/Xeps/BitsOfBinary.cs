using System.Security.Cryptography;
using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Small pieces of data inside stanzas (XEP-0231).</summary>
public static class BitsOfBinary
{
    /// <summary>The most that is sent this way (section 2: a few kilobytes).</summary>
    public const int MaxBytes = 8 * 1024;

    /// <summary>A piece of data.</summary>
    /// <param name="Type">Its media type.</param>
    /// <param name="Bytes">The data.</param>
    public sealed record Item(string Type, ReadOnlyMemory<byte> Bytes)
    {
        /// <summary>Its name, made from its content.</summary>
        public string Cid { get; } = $"sha1+{HashOf(Bytes.Span)}@bob.xmpp.org";

        /// <summary>What refers to it.</summary>
        public string Uri => "cid:" + Cid;
    }

    /// <summary>The payload.</summary>
    /// <param name="item">The data.</param>
    public static XElement Build(Item item) => new(
        Ns.Bob + "data",
        new XAttribute("cid", item.Cid),
        new XAttribute("type", item.Type),
        new XAttribute("max-age", "0"),
        Convert.ToBase64String(item.Bytes.Span));

    /// <summary>The name of what is asked for, or null.</summary>
    /// <param name="iq">An IQ of type get.</param>
    public static string? Read(XElement iq) => iq.Child(Ns.Bob, "data")?.Attr("cid") is { Length: > 0 } cid ? cid : null;

    // The XEP names the algorithm, and nothing is kept safe by it.
#pragma warning disable CA5350
    private static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA1.HashData(bytes));
#pragma warning restore CA5350
}
