using System.Xml.Linq;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>What a user does on another device of the network, through servers that let the gateway say it in their name and others.</summary>
public sealed class OwnMessageTests
{
    private const string Echo = $"echo@{DemoStack.Domain}", Bot = $"bot@{DemoStack.Domain}", Carbons = "urn:xmpp:carbons:2";

    [Fact]
    public async Task Both_clients_get_it_as_their_own_and_the_archive_has_it_and_the_network_gets_nothing_back()
    {
        await using var stack = await DemoStack.StartAsync(new ProsodyServer { Components = DemoStack.Components });
        var (balcony, garden) = await MeetAsync(stack);
        await ElsewhereAsync(balcony, "say from my telephone");
        var said = await ExpectOwnAsync(balcony, garden, static own => own.Body() == "from my telephone");
        await ElsewhereAsync(balcony, "edit from my phone");
        await ExpectOwnAsync(balcony, garden, own => own.Body() == "from my phone" && (string?)own.ChildOf("replace")?.Attribute("id") == said.Id());
        await ElsewhereAsync(balcony, "react 👍");
        await ExpectOwnAsync(balcony, garden, static own => own.ChildOf("reactions")?.Value == "👍");
        await ElsewhereAsync(balcony, "read");
        await ExpectOwnAsync(balcony, garden, static own => own.ChildOf("displayed", "urn:xmpp:chat-markers:0") is not null);

        // What is said to it from here is about the same message.
        await garden.SendAsync($"<message to='{Echo}' type='chat' id='r1'><reactions xmlns='urn:xmpp:reactions:0' id='{said.Id()}'><reaction>🎂</reaction></reactions><store xmlns='urn:xmpp:hints'/>"
            + "<request xmlns='urn:xmpp:receipts'/></message>");
        await garden.ExpectAsync(static stanza => (string?)stanza.ChildOf("received", "urn:xmpp:receipts")?.Attribute("id") == "r1", "the network has the reaction");
        await ElsewhereAsync(balcony, "delete");
        await ExpectOwnAsync(balcony, garden, own => (string?)own.ChildOf("retract")?.Attribute("id") == said.Id());

        // The gateway that comes up anew has no memory of what it had the server send.
        await stack.Gateway.KillAsync();
        await stack.Gateway.StartAsync();
        await stack.AnswersAsync();
        await garden.SayAsync(Echo, "after the restart");
        await balcony.ExpectMessageAsync(Echo, "after the restart");
        await ElsewhereAsync(balcony, "say once more");
        await ExpectOwnAsync(balcony, garden, static own => own.Body() == "once more");
        await garden.SayAsync(Echo, "the last");
        await balcony.ExpectMessageAsync(Echo, "the last");

        // Echo says everything that it is sent.
        foreach (var text in (string[])["from my telephone", "from my phone", "once more"])
            Assert.Equal((0, 0), (balcony.CountMessages(text), garden.CountMessages(text)));
        Assert.DoesNotContain(balcony.Everything, static stanza => stanza.Is("message", "error"));
        var kept = (await balcony.QueryAsync(balcony.BareJid, "<max>100</max>", fields: ("with", Echo))).Bodies;
        foreach (var text in (string[])["from my telephone", "from my phone", "once more"])
            Assert.Single(kept, text);
    }

    [Fact]
    public async Task Where_Prosody_grants_nothing_administrators_are_told_the_lines_and_users_may_have_it_as_text()
    {
        await using var stack = await DemoStack.StartAsync(new ProsodyServer { Components = DemoStack.Components, Privileges = false });
        var advice = await FallBackAsync(stack);
        Assert.Contains($"privileged_entities = {{ [\"{DemoStack.Domain}\"] = {{ message = \"outgoing\" }} }}", advice, StringComparison.Ordinal);
        Assert.DoesNotContain("ejabberd", advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ejabberd_that_grants_it_and_makes_no_copies_is_recognised_by_its_version()
    {
        await using var stack = await DemoStack.StartAsync(new EjabberdServer { Components = DemoStack.Components });
        var advice = await FallBackAsync(stack);
        Assert.Matches(@"ejabberd 2\d\.\d\d\S* copies such messages neither to clients nor into archives", advice);
    }

    [Fact]
    public async Task An_ejabberd_that_does_not_say_what_it_is_is_recognised_by_what_it_advertises()
    {
        await using var stack = await DemoStack.StartAsync(new EjabberdServer { Components = DemoStack.Components, TellsVersion = false });
        Assert.Contains("urn:xmpp:privilege:1", await FallBackAsync(stack), StringComparison.Ordinal);
    }

    /// <summary>What happens where nothing can be said in users' names.</summary>
    /// <returns>What an administrator is told.</returns>
    private static async Task<string> FallBackAsync(DemoStack stack)
    {
        stack.Gateway.Settings["Access__Admins__0"] = "romeo@localhost";
        await stack.Gateway.KillAsync();
        await stack.Gateway.StartAsync();
        await stack.AnswersAsync();
        await using var romeo = await XmppTestClient.ConnectAsync(stack.Xmpp.ClientPort, "romeo@localhost", XmppServer.Password, "garden");
        var (balcony, garden) = await MeetAsync(stack);
        await ElsewhereAsync(balcony, "say not shown");
        var advice = await romeo.ExpectAsync(static stanza => stanza.From().Bare == Bot && stanza.Body()?.Contains("not shown as their own", StringComparison.Ordinal) == true, "the advice");

        await balcony.SayAsync(Bot, "set own-messages true");
        await balcony.ExpectMessageAsync(Bot, "Stored.");
        await ElsewhereAsync(balcony, "say from my telephone");
        foreach (var client in (XmppTestClient[])[balcony, garden])
            await client.ExpectMessageAsync(Echo, "you: from my telephone");
        await garden.SayAsync(Echo, "the last");
        await balcony.ExpectMessageAsync(Echo, "the last");
        Assert.Equal((0, 1), (balcony.CountMessages("you: not shown"), balcony.CountMessages("you: from my telephone")));
        Assert.DoesNotContain(balcony.Everything.Concat(garden.Everything), static stanza => Own(stanza)?.Body() is "not shown" or "from my telephone");
        Assert.Single(romeo.Everything, static stanza => stanza.Body()?.Contains("not shown as their own", StringComparison.Ordinal) == true);
        return advice.Body()!;
    }

    /// <summary>Two clients of one user, who has talked to somebody.</summary>
    private static async Task<(XmppTestClient Balcony, XmppTestClient Garden)> MeetAsync(DemoStack stack)
    {
        var (balcony, garden) = (await stack.LogInAsync(), await stack.LogInAsync("garden"));
        foreach (var client in (XmppTestClient[])[balcony, garden])
            Assert.True((await client.RequestAsync(null, "set", $"<enable xmlns='{Carbons}'/>")).Is("iq", "result"));
        await balcony.SayAsync(Echo, "hello");
        await garden.ExpectMessageAsync(Echo, "hello");
        await balcony.ExpectMessageAsync(Echo, "hello");
        return (balcony, garden);
    }

    private static async Task ElsewhereAsync(XmppTestClient client, string act)
    {
        await client.SayAsync(DemoStack.Me, $"elsewhere echo {act}");
        await client.ExpectMessageAsync(Bot, "Done.");
    }

    private static async Task<XElement> ExpectOwnAsync(XmppTestClient one, XmppTestClient other, Func<XElement, bool> match)
    {
        var own = await one.ExpectAsync(stanza => Own(stanza) is { } sent && match(sent), "a copy of an own message");
        await other.ExpectAsync(stanza => Own(stanza)?.Id() == Own(own)!.Id(), "the same at the other client");
        return Own(own)!;
    }

    /// <summary>What a carbon copies of the user's own to the contact, or null.</summary>
    private static XElement? Own(XElement stanza) =>
        stanza.From() == ("juliet@localhost", "") && stanza.ChildOf("sent", Carbons)?.ChildOf("forwarded")?.ChildOf("message") is { } sent
        && (string?)sent.Attribute("from") == "juliet@localhost" && (string?)sent.Attribute("to") == Echo ? sent : null;
}
