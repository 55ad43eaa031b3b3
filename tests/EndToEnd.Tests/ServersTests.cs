using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>The private servers and the test clients themselves, without Bridge.</summary>
public sealed class ServersTests
{
    [Fact]
    public Task Two_clients_talk_through_prosody() => TalkAsync(new ProsodyServer());

    [Fact]
    public Task Two_clients_talk_through_ejabberd() => TalkAsync(new EjabberdServer());

    [Fact]
    public Task Prosody_comes_back_on_the_same_ports() => ComeBackAsync(new ProsodyServer());

    [Fact]
    public Task Ejabberd_comes_back_on_the_same_ports() => ComeBackAsync(new EjabberdServer());

    [Fact]
    public async Task Ejabberd_leaves_no_port_mapper_behind()
    {
        await using var server = new EjabberdServer();
        await StartOrSkipAsync(server);
        await server.StopAsync();
        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc"), IsPortMapper);

        static bool IsPortMapper(string process)
        {
            try
            {
                return File.ReadAllText(Path.Combine(process, "comm")).Trim() == "epmd";
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_room_of_prosody_is_joined_and_written_in()
    {
        await using var server = new ProsodyServer();
        await StartOrSkipAsync(server);
        await using var juliet = await XmppTestClient.ConnectAsync(server.ClientPort, "juliet@localhost", XmppServer.Password);
        await using var romeo = await XmppTestClient.ConnectAsync(server.ClientPort, "romeo@localhost", XmppServer.Password);
        const string room = "balcony@conference.localhost";
        await juliet.JoinRoomAsync(room, "juliet");
        // A room is locked until its first occupant has accepted its configuration.
        var form = "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>";
        Assert.Equal("result", (string?)(await juliet.RequestAsync(room, "set", form)).Attribute("type"));
        var join = await romeo.JoinRoomAsync(room, "romeo");
        Assert.Equal(["juliet"], join.NicksBeforeSelf);

        await romeo.SayAsync(room, "wherefore art thou", "groupchat");
        await juliet.ExpectMessageAsync($"{room}/romeo", "wherefore art thou");
    }

    [Fact]
    public Task Two_clients_talk_through_inspircd() => TalkAsync(new InspircdServer());

    [Fact]
    public Task Two_clients_talk_through_ngircd() => TalkAsync(new NgircdServer());

    [Fact]
    public async Task Inspircd_offers_what_the_gateway_asks_for()
    {
        await using var server = new InspircdServer();
        await StartOrSkipAsync(server);
        const string capabilities = "message-tags server-time echo-message labeled-response batch account-tag account-notify "
            + "away-notify extended-join multi-prefix userhost-in-names invite-notify chghost setname cap-notify";
        await using var alice = await IrcTestClient.ConnectAsync(server.Port, "alice", capabilities);
        await alice.JoinAsync("#test");
        await alice.SendAsync("@label=7 PRIVMSG #test :hello");
        var echo = await alice.ExpectAsync(line => line.Contains("PRIVMSG #test :hello", StringComparison.Ordinal), "the echo");
        Assert.Contains("label=7", echo, StringComparison.Ordinal);
        Assert.Contains("msgid=", echo, StringComparison.Ordinal);
        Assert.Contains("time=", echo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspircd_speaks_tls_with_its_own_certificate()
    {
        await using var server = new InspircdServer { Tls = true };
        await StartOrSkipAsync(server);
        await using var alice = await IrcTestClient.ConnectAsync(server.TlsPort, "alice", certificate: server.Certificate);
        await alice.JoinAsync("#test");
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why()
    {
        await using var first = new InspircdServer();
        await StartOrSkipAsync(first);
        await using var broken = new InspircdServer { ServerName = "a \" that ends the value" };
        var error = await Assert.ThrowsAsync<ServerStartException>(broken.StartAsync);
        Assert.Contains("inspircd ended with status", error.Message, StringComparison.Ordinal);
        Assert.Contains("the end of inspircd's log", error.Message, StringComparison.Ordinal);
    }

    private static async Task TalkAsync(XmppServer server)
    {
        await using var owned = server;
        await StartOrSkipAsync(server);
        await using var juliet = await XmppTestClient.ConnectAsync(server.ClientPort, "juliet@localhost", XmppServer.Password);
        await using var romeo = await XmppTestClient.ConnectAsync(server.ClientPort, "romeo@localhost", XmppServer.Password);
        await juliet.SayAsync(romeo.Jid, "good night <3");
        await romeo.ExpectMessageAsync(juliet.Jid, "good night <3");
        await romeo.SayAsync(juliet.Jid, "good night");
        await juliet.ExpectMessageAsync(romeo.Jid, "good night");
        // Nobody has connected for the component's domain yet: an error, and at once.
        Assert.Equal("error", (string?)(await juliet.DiscoInfoAsync("irc.localhost")).Attribute("type"));
    }

    private static async Task TalkAsync(IrcServer server)
    {
        await using var owned = server;
        await StartOrSkipAsync(server);
        await using var alice = await IrcTestClient.ConnectAsync(server.Port, "alice");
        await using var bob = await IrcTestClient.ConnectAsync(server.Port, "bob");
        await alice.JoinAsync("#test");
        await bob.JoinAsync("#test");
        await alice.SayAsync("#test", "hello bob");
        await bob.ExpectFromAsync("alice", "PRIVMSG #test :hello bob");
        await bob.SayAsync("alice", "hello alice");
        await alice.ExpectFromAsync("bob", "PRIVMSG alice :hello alice");
        await bob.FenceAsync();
        Assert.Equal(1, bob.Count("alice", "hello bob"));
    }

    private static async Task ComeBackAsync(XmppServer server)
    {
        await using var owned = server;
        await StartOrSkipAsync(server);
        await server.RestartAsync();
        await using (var juliet = await XmppTestClient.ConnectAsync(server.ClientPort, "juliet@localhost", XmppServer.Password))
            await juliet.RequestAsync("localhost", "get", "<ping xmlns='urn:xmpp:ping'/>");
        await server.KillAsync();
        await server.StartAsync();
        await using var again = await XmppTestClient.ConnectAsync(server.ClientPort, "juliet@localhost", XmppServer.Password);
    }

    private static async Task StartOrSkipAsync(PrivateServer server)
    {
        Assert.SkipUnless(server.WhyMissing is null, server.WhyMissing ?? "");
        await server.StartAsync();
    }
}
