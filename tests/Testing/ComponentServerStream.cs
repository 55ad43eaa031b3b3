using System.Buffers;
using System.Net.Sockets;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Bridge.Xmpp;

namespace Bridge.Testing;

/// <summary>One component's connection to a <see cref="ComponentServer"/>.</summary>
internal sealed class ComponentServerStream(ComponentServer server, Socket socket)
{
    private readonly Lock _gate = new();
    private readonly byte[] _bytes = new byte[4 * 1024 * 1024];
    private StanzaFramer _framer = StanzaFramer.ForNewStream(new WireLimits { MaxStanzaBytes = 3 * 1024 * 1024, MaxElements = 100_000 });
    private int _seen, _end;
    private string? _domain;
    private bool _admitted;

    public bool Paused { get; set; }

    public void Write(XElement stanza)
    {
        var buffer = new ArrayBufferWriter<byte>();
        StanzaWriter.Write(buffer, stanza);
        Write(buffer.WrittenSpan);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            lock (_gate)
            {
                while (bytes.Length > 0)
                    bytes = bytes[socket.Send(bytes)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The component has gone; the read loop finds out as well.
        }
    }

    /// <summary>Breaks the connection with a TCP reset.</summary>
    public void Reset()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has just ended by itself.
        }
        socket.Dispose();
        Leave();
    }

    public async Task RunAsync()
    {
        try
        {
            while (await ReceiveAsync() && HandleReceived())
            {
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The connection broke, or the test broke it.
        }
        Leave();
        socket.Dispose();
    }

    private async Task<bool> ReceiveAsync()
    {
        while (Paused)
            await Task.Delay(10);
        var kept = _framer.IsBetweenFrames ? 0 : _framer.FrameLength;
        _bytes.AsSpan(_seen - kept, kept).CopyTo(_bytes);
        _seen = _end = kept;
        var count = await socket.ReceiveAsync(_bytes.AsMemory(_end));
        // What was being waited for when the pause began is not read before its end either.
        while (Paused)
            await Task.Delay(10);
        _end += count;
        return count > 0;
    }

    private bool HandleReceived()
    {
        while (true)
        {
            var status = _framer.Next(_bytes.AsSpan(_seen, _end - _seen), out var consumed);
            _seen += consumed;
            var frame = _bytes.AsSpan(_seen - Math.Min(_seen, _framer.FrameLength), Math.Min(_seen, _framer.FrameLength));
            switch (status)
            {
                case FrameStatus.NeedMore:
                    return true;
                case FrameStatus.Header:
                    OpenStream(Encoding.UTF8.GetString(frame));
                    break;
                case FrameStatus.Stanza when StanzaParser.TryParse(frame, new WireLimits { MaxStanzaBytes = 3 * 1024 * 1024 }, out var stanza, out _):
                    if (!Handle(stanza))
                        return false;
                    break;
                case FrameStatus.EndOfStream:
                    Write("</stream:stream>"u8);
                    return false;
                default:
                    Fail("not-well-formed");
                    return false;
            }
        }
    }

    // An id that has to be unescaped before it is hashed finds components that do not.
    private string StreamId => $"<{Port}&>";

    private int Port => server.Port;

    private void OpenStream(string header)
    {
        _domain = (string?)XElement.Parse(header[..^1] + "/>").Attribute("to") ?? "";
        Write(Encoding.UTF8.GetBytes("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' "
            + $"xmlns:stream='http://etherx.jabber.org/streams' from='{SecurityElement.Escape(_domain)}' id='{SecurityElement.Escape(StreamId)}'>"));
    }

    private bool Handle(XElement stanza)
    {
        if (_admitted)
        {
            server.Receive(_domain!, this, stanza);
            return true;
        }
        var refusal = stanza.Name != Ns.Component + "handshake" ? "not-authorized" : Check(stanza.Value);
        if (refusal is not null)
        {
            if (!server.RefusesSilently)
                Fail(refusal);
            return false;
        }
        _admitted = true;
        return true;
    }

    private string? Check(string digest)
    {
        if (server.SecretOf(_domain!) is not { } secret)
            return "host-unknown";
#pragma warning disable CA5350 // XEP-0114 prescribes SHA-1.
        var expected = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(StreamId + secret)));
#pragma warning restore CA5350
        if (digest != expected)
            return "not-authorized";
        // Held, because as soon as the server knows the stream the test can send something else over it.
        lock (_gate)
        {
            var refusal = server.Admit(_domain!, this);
            if (refusal is null)
                Write("<handshake/>"u8);
            return refusal;
        }
    }

    private void Fail(string condition) => Write(Encoding.UTF8.GetBytes(
        $"<stream:error><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>"));

    private void Leave()
    {
        if (_domain is not null)
            server.Leave(_domain, this);
    }
}
