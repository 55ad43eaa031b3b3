using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;
using Bridge.Testing;

namespace Bridge.Xmpp.Tests;

/// <summary>What a stanza beyond the limits does to the stream.</summary>
public sealed class ConnectionLimitsTests : IAsyncDisposable
{
    private const string Domain = "irc.localhost";
    private readonly ComponentServer _server = new((Domain, "secret"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_stanza_beyond_the_limits_is_refused_to_its_sender_and_the_stream_goes_on()
    {
        await using var connection = await ComponentConnection.ConnectAsync(_server.OptionsFor(Domain), TimeProvider.System, Stop);
        var batches = 0;
        var run = connection.RunAsync(s => connection.Write(Stanza.Result(s)), PassOver, () => batches++, Stop);
        _server.SendRaw(Domain, Bomb("message from='alice@localhost/r' to='carol@irc.localhost' type='chat' id='bomb'"));
        var error = await _server.ExpectAsync("/message[@type='error' and @id='bomb' and @to='alice@localhost/r' and @from='carol@irc.localhost']");
        Assert.Equal(StanzaError.PolicyViolation.WithText("too deep"), StanzaError.Read(error));
        Assert.Equal(1, batches);

        // What must not be answered is not, and the ping behind it in the same bytes is.
        _server.SendRaw(Domain, Bomb("iq from='alice@localhost/r' to='irc.localhost' type='result' id='1'") + Bomb("message from='alice@localhost' to='irc.localhost' type='error'")
            + Bomb($"message from='alice@localhost' to='irc.localhost' a='{new string('x', 5000)}'")
            + "<iq from='alice@localhost/r' to='irc.localhost' type='get' id='2'><ping xmlns='urn:xmpp:ping'/></iq>");
        await _server.ExpectAsync("/iq[@type='result' and @id='2']");
        Assert.Equal(2, _server.Received.Count);
        Assert.Equal([Domain], _server.Connected);
        Assert.False(run.IsCompleted);

        void PassOver(XElement startTag)
        {
            if (StanzaError.PolicyViolation.WithText("too deep").ToReply(startTag) is { } reply)
                connection.Write(reply);
        }
    }

    [Fact]
    public async Task A_stream_error_beyond_the_limits_is_one_nevertheless()
    {
        await using var connection = await ComponentConnection.ConnectAsync(_server.OptionsFor(Domain), TimeProvider.System, Stop);
        _server.SendRaw(Domain, Bomb("stream:error"));
        var e = await Assert.ThrowsAsync<StreamException>(() => connection.RunAsync(_ => { }, null, null, Stop));
        Assert.Equal("undefined-condition", e.Condition);
    }

    [Fact]
    public async Task Nothing_is_passed_over_during_the_handshake()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var options = _server.OptionsFor(Domain) with { Port = ((IPEndPoint)listener.LocalEndpoint).Port };
        var connecting = ComponentConnection.ConnectAsync(options, TimeProvider.System, Stop);
        using var socket = await listener.AcceptSocketAsync(Stop);
        await socket.SendAsync(Encoding.UTF8.GetBytes("<stream:stream id='1' xmlns:stream='http://etherx.jabber.org/streams'>" + Bomb("handshake")), Stop);
        var e = await Assert.ThrowsAsync<StreamException>(() => connecting);
        Assert.Equal("policy-violation", e.Condition);
    }

    private static string Bomb(string start) =>
        $"<{start}>{string.Concat(Enumerable.Repeat("<a>", 90))}{string.Concat(Enumerable.Repeat("</a>", 90))}</{start.Split(' ')[0]}>";
}
