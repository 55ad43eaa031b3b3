using System.Xml.Linq;

namespace Bridge.Xmpp.Tests;

public sealed class StanzaErrorTests
{
    private static readonly Jid Alice = Jid.Parse("alice@localhost/r"), Room = Jid.Parse("room@irc.localhost");

    [Fact]
    public void A_reply_swaps_the_addresses_and_keeps_the_id_without_the_payload()
    {
        var request = Stanza.Iq(Alice, Room, "get", "7", new XElement(Ns.Search + "query"));
        var reply = StanzaError.ItemNotFound.WithText("No.").ToReply(request)!;
        Assert.Equal((Room.ToString(), Alice.ToString(), "7", "error"), (reply.From, reply.To, reply.Id, reply.Type));
        Assert.True(reply.IsIq);
        Assert.Equal(Ns.Component + "error", Assert.Single(reply.Elements()).Name);
        Assert.Equal(StanzaError.ItemNotFound with { Text = "No." }, StanzaError.Read(reply));
    }

    [Fact]
    public void Errors_and_results_are_never_answered()
    {
        var error = StanzaError.Forbidden.ToReply(Stanza.Message(Alice, Room, "groupchat", "1"))!;
        Assert.Null(StanzaError.Forbidden.ToReply(error));
        Assert.Null(StanzaError.Forbidden.ToReply(Stanza.Presence(Alice, Room, "error")));
        Assert.Null(StanzaError.Forbidden.ToReply(Stanza.Iq(Alice, Room, "result", "1")));
        Assert.Null(StanzaError.Forbidden.ToReply(new XElement(Ns.Component + "message") { To = "irc.localhost" }));
        Assert.Null(StanzaError.Forbidden.ToReply(new XElement(Ns.Component + "iq") { From = "a@b" }));
    }

    [Fact]
    public void Whatever_a_stranger_calls_an_error_is_read()
    {
        Assert.Null(StanzaError.Read(Stanza.Message(Alice, Room, "chat", "1")));
        Assert.Equal(new StanzaError("cancel", "undefined-condition"), StanzaError.Read(Stanza.Message(Alice, Room, "error", "1")));
        var odd = new XElement(Ns.Component + "error", new XAttribute("type", "what"), new XElement("x"), new XElement(Ns.Stanzas + "text", "t"), new XElement(Ns.Stanzas + "gone"));
        var read = StanzaError.Read(Stanza.Message(Alice, Room, "error", "1", odd))!;
        Assert.Equal(("cancel", "gone", "t", "x"), (read.Type, read.Condition, read.Text, read.Detail?.Name.LocalName));
    }

    [Fact]
    public void A_detail_is_sent_with_the_condition()
    {
        var reply = Xeps.Commands.BadSessionId.ToReply(Stanza.Iq(Alice, Room, "set", "1"))!;
        Assert.NotNull(reply.Child(Ns.Component, "error")!.Child(Ns.Commands, "bad-sessionid"));
        Assert.NotNull(reply.Child(Ns.Component, "error")!.Child(Ns.Stanzas, "bad-request"));
    }
}
