using System.Buffers;
using System.Text;
using System.Xml.Linq;
using Bridge.Xmpp;

namespace Bridge.Benchmarks;

/// <summary>The wire: finding, parsing and writing stanzas, and addresses.</summary>
internal static class WireBenchmarks
{
    private const string Message =
        "<message from='juliet@montague.lit/balcony' to='#verona%irc.example.net@irc.montague.lit' type='groupchat' id='m-4711'>" +
        "<body>the quick brown fox jumps over it</body></message>";

    public static void Run()
    {
        var bytes = Encoding.UTF8.GetBytes(Message);
        var limits = new WireLimits();
        Measurement.Run("framer: one message", 300_000, count =>
        {
            var framer = new StanzaFramer(limits);
            for (var i = 0; i < count; i++)
            {
                if (framer.Next(bytes, out _) != FrameStatus.Stanza)
                {
                    throw new InvalidOperationException("no frame");
                }
            }
        });
        Measurement.Run("parser: bytes to XElement", 100_000, count =>
        {
            for (var i = 0; i < count; i++)
            {
                if (!StanzaParser.TryParse(bytes.AsMemory(), limits, out _, out var problem))
                {
                    throw new InvalidOperationException(problem);
                }
            }
        });
        var output = new ArrayBufferWriter<byte>(4096);
        var stanza = XElement.Parse(Message.Replace("<message ", "<message xmlns='jabber:component:accept' ", StringComparison.Ordinal));
        Measurement.Run("writer: XElement to bytes", 300_000, count =>
        {
            for (var i = 0; i < count; i++)
            {
                output.ResetWrittenCount();
                StanzaWriter.Write(output, stanza);
            }
        });
        Measurement.Run("address: a known one", 1_000_000, count =>
        {
            for (var i = 0; i < count; i++)
            {
                _ = Jid.TryParse("#verona%irc.example.net@irc.montague.lit", out _);
            }
        });
    }
}
