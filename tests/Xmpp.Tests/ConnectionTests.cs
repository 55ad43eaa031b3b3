using System.Net.Sockets;
using System.Xml.Linq;
using Bridge.Testing;

namespace Bridge.Xmpp.Tests;

public sealed class ConnectionTests : IAsyncDisposable
{
    private const string Domain = "irc.localhost";
    private static readonly Jid Puppet = Jid.Parse("carol@irc.localhost/bridge"), Alice = Jid.Parse("alice@localhost");
    private readonly ComponentServer _server = new((Domain, "secret"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Stanzas_go_both_ways()
    {
        await using var connection = await ConnectAsync();
        var got = new TaskCompletionSource<XElement>();
        var batches = 0;
        var run = connection.RunAsync(got.SetResult, null, () => batches++, Stop);
        _server.Send("<message from='alice@localhost/r' to='carol@irc.localhost'><body>hi</body></message>");
        Assert.Equal("hi", (await got.Task.WaitAsync(TimeSpan.FromSeconds(5), Stop)).Body);

        Assert.Equal(WriteResult.Written, connection.Write(Stanza.Message(Puppet, Alice, "chat", "1", Stanza.BodyOf("ho"))));
        await _server.ExpectAsync("/message[@to='alice@localhost' and @id='1']/body[.='ho']");
        await connection.DisposeAsync();
        await run;
        Assert.Equal(1, batches);
        Assert.True(connection.BytesReceived > 0);
    }

    [Theory]
    [InlineData("conflict")]
    [InlineData("host-unknown")]
    public async Task A_refusal_is_a_stream_exception(string condition)
    {
        _server.RefuseWith = condition;
        var e = await Assert.ThrowsAsync<StreamException>(ConnectAsync);
        Assert.Equal(condition, e.Condition);
    }

    [Fact]
    public async Task A_wrong_secret_is_not_authorized()
    {
        var options = _server.OptionsFor(Domain) with { Secret = "other" };
        var e = await Assert.ThrowsAsync<StreamException>(() => ComponentConnection.ConnectAsync(options, TimeProvider.System, Stop));
        Assert.Equal("not-authorized", e.Condition);
        _server.RefusesSilently = true;
        await Assert.ThrowsAsync<IOException>(() => ComponentConnection.ConnectAsync(options, TimeProvider.System, Stop));
    }

    [Fact]
    public async Task A_server_that_says_nothing_times_out()
    {
        using var silent = new TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var options = _server.OptionsFor(Domain) with
        {
            Port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port,
            ConnectTimeout = TimeSpan.FromMilliseconds(50),
        };
        await Assert.ThrowsAsync<TimeoutException>(() => ComponentConnection.ConnectAsync(options, TimeProvider.System, Stop));
    }

    [Fact]
    public async Task Nobody_listening_is_a_socket_exception()
    {
        _server.StopListening();
        await Assert.ThrowsAsync<SocketException>(ConnectAsync);
        _server.Listen();
        await using var connection = await ConnectAsync();
    }

    [Fact]
    public async Task A_server_that_speaks_something_else_is_a_stream_exception()
    {
        using var web = new TcpListener(System.Net.IPAddress.Loopback, 0);
        web.Start();
        var options = _server.OptionsFor(Domain) with { Port = ((System.Net.IPEndPoint)web.LocalEndpoint).Port };
        var connecting = ComponentConnection.ConnectAsync(options, TimeProvider.System, Stop);
        using var socket = await web.AcceptSocketAsync(Stop);
        await socket.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Stop);
        await Assert.ThrowsAsync<StreamException>(() => connecting);
    }

    [Fact]
    public async Task The_end_of_the_stream_ends_the_reading()
    {
        await using var connection = await ConnectAsync();
        _server.CloseStream(Domain);
        await connection.RunAsync(_ => { }, null, null, Stop);
        Assert.Equal(WriteResult.Closed, connection.Write(Stanza.Presence(Puppet, Alice)));
    }

    [Fact]
    public async Task A_stream_error_is_a_stream_exception()
    {
        await using var connection = await ConnectAsync();
        _server.SendRaw(Domain, "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>Replaced</text></stream:error>");
        var e = await Assert.ThrowsAsync<StreamException>(() => connection.RunAsync(_ => { }, null, null, Stop));
        Assert.Equal("conflict", e.Condition);
        Assert.Equal("Replaced", e.Text);
    }

    [Fact]
    public async Task A_broken_connection_is_an_io_exception()
    {
        await using var connection = await ConnectAsync();
        var run = connection.RunAsync(_ => { }, null, null, Stop);
        _server.Drop();
        await Assert.ThrowsAsync<IOException>(() => run);
        Assert.Equal(WriteResult.Closed, connection.Write(Stanza.Presence(Puppet, Alice)));
    }

    [Theory]
    [InlineData("<message>&nothing;</message>", "not-well-formed")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]>", "restricted-xml")]
    [InlineData("<message><!-- --></message>", "restricted-xml")]
    [InlineData("text", "not-well-formed")]
    public async Task Bytes_that_are_no_stanza_end_the_stream(string bytes, string condition)
    {
        await using var connection = await ConnectAsync();
        _server.SendRaw(Domain, bytes);
        var e = await Assert.ThrowsAsync<StreamException>(() => connection.RunAsync(_ => { }, null, null, Stop));
        Assert.Equal(condition, e.Condition);
    }

    [Theory]
    [InlineData(typeof(NotSupportedException))]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(SocketException))]
    public async Task What_the_handler_throws_comes_out_and_writing_still_works(Type type)
    {
        await using var connection = await ConnectAsync();
        _server.Send("<presence from='alice@localhost/r' to='irc.localhost'/>");
        var thrown = (Exception)Activator.CreateInstance(type)!;
        Assert.Same(thrown, await Record.ExceptionAsync(() => connection.RunAsync(_ => throw thrown, null, null, Stop)));
        Assert.Equal(WriteResult.Written, connection.Write(Stanza.Presence(Puppet, Alice, "unavailable")));
        await _server.ExpectAsync("/presence[@type='unavailable']");
    }

    [Fact]
    public async Task Cancelling_ends_the_reading_and_the_goodbye_is_still_sent()
    {
        await using var connection = await ConnectAsync();
        using var stop = new CancellationTokenSource();
        var run = connection.RunAsync(_ => { }, null, null, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        connection.Write(Stanza.Presence(Puppet, Alice, "unavailable"));
        await connection.DisposeAsync();
        await _server.ExpectAsync("/presence[@type='unavailable']");
        Assert.Empty(_server.Connected);
    }

    [Theory]
    [InlineData("carol@irc.localhost", "alice@localhost", WriteResult.Written)]
    [InlineData("irc.localhost", "alice@localhost/r", WriteResult.Written)]
    [InlineData("carol@elsewhere", "alice@localhost", WriteResult.BadAddress)]
    [InlineData("carol@irc.localhost.evil", "alice@localhost", WriteResult.BadAddress)]
    [InlineData(null, "alice@localhost", WriteResult.BadAddress)]
    [InlineData("carol@irc.localhost", null, WriteResult.BadAddress)]
    [InlineData("carol@irc.localhost", "", WriteResult.BadAddress)]
    [InlineData("carol@irc.localhost", "a b@localhost", WriteResult.BadAddress)]
    public async Task Addresses_are_checked_before_a_byte_is_written(string? from, string? to, WriteResult expected)
    {
        await using var connection = await ConnectAsync();
        Assert.Equal(expected, connection.Write(new XElement(Ns.Component + "presence") { From = from, To = to }));
        connection.Write(Stanza.Presence(Puppet, Alice, "probe"));
        await _server.ExpectAsync("/presence[@type='probe']");
        Assert.Equal(expected == WriteResult.Written ? 2 : 1, _server.Received.Count);
    }

    [Fact]
    public async Task A_stanza_too_large_leaves_no_bytes_behind()
    {
        await using var connection = await ConnectAsync();
        var large = Stanza.Message(Puppet, Alice, "chat", "big", Stanza.BodyOf(new string('x', 300_000)));
        Assert.Equal(WriteResult.TooLarge, connection.Write(large));
        Assert.Equal(WriteResult.Malformed, connection.Write(new XElement("message") { From = "irc.localhost", To = "localhost" }));
        Assert.Equal(WriteResult.Written, connection.Write(Stanza.Message(Puppet, Alice, "chat", "small")));
        await _server.ExpectAsync("/message[@id='small']");
        Assert.Single(_server.Received);
    }

    [Fact]
    public async Task Many_writers_keep_their_order()
    {
        await using var connection = await ConnectAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
                connection.Write(Stanza.Message(Puppet, Alice, "chat", $"{writer}-{i}"));
        }, Stop)));
        connection.Write(Stanza.Presence(Puppet, Alice));
        await _server.ExpectAsync("/presence", TimeSpan.FromSeconds(20));
        var ids = _server.Received.Where(s => s.IsMessage).Select(s => s.Id!.Split('-')).ToLookup(p => p[0], p => int.Parse(p[1]));
        Assert.Equal(8, ids.Count);
        Assert.All(ids, writer => Assert.Equal(Enumerable.Range(0, 500), writer));
    }

    [Fact]
    public async Task A_server_that_does_not_read_makes_writers_wait_and_then_breaks_the_connection()
    {
        await using var connection = await ConnectAsync(o => o with { MaxBufferedBytes = 8 * 1024 * 1024 });
        var run = connection.RunAsync(_ => { }, null, null, Stop);
        _server.PauseReading(Domain, true);
        connection.Write(Stanza.Presence(Puppet, Alice));
        var large = Stanza.Message(Puppet, Alice, "chat", "big", Stanza.BodyOf(new string('x', 200_000)));
        while (connection.BufferedBytes < 4 * 1024 * 1024)
            Assert.Equal(WriteResult.Written, connection.Write(large));
        var drained = connection.WhenDrainedAsync(Stop).AsTask();
        await Task.Delay(50, Stop);
        Assert.False(drained.IsCompleted);
        _server.PauseReading(Domain, false);
        await drained.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        Assert.True(connection.BufferedBytes < 1024 * 1024);

        _server.PauseReading(Domain, true);
        WriteResult result;
        while ((result = connection.Write(large)) == WriteResult.Written)
        {
        }
        Assert.Equal(WriteResult.Closed, result);
        await Assert.ThrowsAsync<IOException>(() => run);
        await connection.WhenDrainedAsync(Stop);
    }

    [Fact]
    public async Task A_large_stanza_arrives_whole_and_the_next_one_too()
    {
        await using var connection = await ConnectAsync();
        var got = new List<XElement>();
        var done = new TaskCompletionSource();
        var run = connection.RunAsync(s =>
        {
            got.Add(s);
            if (got.Count == 3)
                done.SetResult();
        }, null, null, Stop);
        var body = new string('é', 400_000);
        _server.Send($"<message from='a@localhost' to='irc.localhost'><body>{body}</body></message>");
        _server.Send("<presence from='a@localhost' to='irc.localhost'/>");
        _server.Send($"<message from='a@localhost' to='irc.localhost'><body>{body}</body></message>");
        await done.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        Assert.Equal(body, got[0].Body);
        Assert.Equal(body, got[2].Body);
    }

    private Task<ComponentConnection> ConnectAsync() => ConnectAsync(o => o);

    private Task<ComponentConnection> ConnectAsync(Func<ComponentOptions, ComponentOptions> change) =>
        ComponentConnection.ConnectAsync(change(_server.OptionsFor(Domain)), TimeProvider.System, Stop);
}
