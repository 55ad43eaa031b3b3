using System.Text;
using System.Text.Unicode;

namespace Bridge.Adapters.Irc;

/// <summary>Text as servers relay it: UTF-8, or else what the server's people wrote before there was UTF-8.</summary>
internal sealed class TextDecoder(Encoding fallback)
{
    internal string Decode(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : fallback.GetString(bytes);
}
