using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Encodings in which text can be sent. What one of them does not have is sent as UTF-8, which most people's software tries first.</summary>
internal static class OutgoingEncoding
{
    private const int Utf8 = 65001;

    /// <summary>An encoding by its name, one that refuses what it does not have; null when there is none that the protocol's own words are the same in.</summary>
    internal static Encoding? Find(string name) => EncodingNames.Find(name, EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback) is not { } found ? null
        : found.CodePage == Utf8 ? Encoding.UTF8
        : IsUsable(found) ? found
        : null;

    /// <summary>Writes a text, in an encoding that <see cref="Find"/> gave; false when that does not have all of it, or takes more room than UTF-8.</summary>
    internal static bool TryWrite(Encoding encoding, ReadOnlySpan<char> text, Span<byte> into, out int written)
    {
        written = 0;
        if (encoding.CodePage == Utf8)
            return false;
        try
        {
            return encoding.GetByteCount(text) <= Encoding.UTF8.GetByteCount(text) && encoding.TryGetBytes(text, into, out written);
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    // Those with states say the same in ASCII and mean something else by it in between.
    private static bool IsUsable(Encoding encoding)
    {
        var ascii = string.Create(95, 0, static (text, _) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = (char)(' ' + i);
        });
        return !encoding.WebName.StartsWith("iso-2022", StringComparison.OrdinalIgnoreCase) && !encoding.WebName.StartsWith("hz-", StringComparison.OrdinalIgnoreCase)
            && !encoding.WebName.StartsWith("utf-7", StringComparison.OrdinalIgnoreCase) && IsSame(encoding, ascii);
    }

    private static bool IsSame(Encoding encoding, string ascii)
    {
        try
        {
            return encoding.GetBytes(ascii).AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(ascii));
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
