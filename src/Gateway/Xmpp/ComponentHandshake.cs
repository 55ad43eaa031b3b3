using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>The opening of a component stream (XEP-0114 section 3).</summary>
internal static class ComponentHandshake
{
    /// <summary>Opens the stream and proves that this side knows the secret.</summary>
    /// <exception cref="StreamException">The server refused, or does not speak the protocol.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task RunAsync(Socket socket, IncomingBuffer incoming, ComponentOptions options, CancellationToken stop)
    {
        await SendAsync(socket, Header(options.Domain), stop);
        var header = await ReceiveAsync(socket, incoming, FrameStatus.Header, stop);
        var id = header.Attr("id") ?? throw new StreamException("not-well-formed", "the stream header has no id");
        await SendAsync(socket, $"<handshake>{Digest(id, options.Secret)}</handshake>", stop);
        var answer = await ReceiveAsync(socket, incoming, FrameStatus.Stanza, stop);
        if (answer.Name != Ns.Component + "handshake")
            throw new StreamException("not-authorized", $"the server answered the handshake with {answer.Name.LocalName}");
    }

    /// <summary>What a stream error says (RFC 6120 section 4.9.2).</summary>
    public static StreamException ToException(XElement error)
    {
        var condition = error.Elements().FirstOrDefault(e => e.Name.Namespace == Ns.StreamErrors && e.Name.LocalName != "text")
            // Some servers leave out the namespace of the condition.
            ?? error.Elements().FirstOrDefault(e => e.Name.LocalName != "text");
        var text = error.Elements().FirstOrDefault(e => e.Name.LocalName == "text")?.Value;
        return new StreamException(condition?.Name.LocalName ?? "undefined-condition", text);
    }

    // The protocol prescribes SHA-1 and hexadecimal digits in lower case.
    [SuppressMessage("Security", "CA5350", Justification = "XEP-0114 knows no other algorithm.")]
    internal static string Digest(string streamId, string secret) =>
        Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(streamId + secret)));

    private static string Header(string domain) =>
        "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='"
        + System.Security.SecurityElement.Escape(domain) + "'>";

    private static async Task<XElement> ReceiveAsync(Socket socket, IncomingBuffer incoming, FrameStatus expected, CancellationToken stop)
    {
        while (true)
        {
            var status = incoming.TryNext(out var element, out var problem);
            if (status == FrameStatus.Error)
                throw new StreamException(incoming.Condition, problem);
            if (status == FrameStatus.EndOfStream)
                throw new StreamException("not-authorized", "the server closed the stream during the handshake");
            if (element is not null && element.Name == Ns.Streams + "error")
                throw ToException(element);
            // Nobody but the server itself says anything before the stream is open.
            if (status == FrameStatus.Refused)
                throw new StreamException("policy-violation", "what the server said during the handshake is beyond the limits");
            if (status == expected)
                return element!;
            if (status == FrameStatus.NeedMore && await incoming.ReceiveAsync(socket, stop) == 0)
                throw new IOException("The server closed the connection during the handshake, which one does whose port is not for components.");
        }
    }

    private static async Task SendAsync(Socket socket, string text, CancellationToken stop)
    {
        ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(text);
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, stop)..];
    }
}
