using System.Globalization;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests.Clients;

/// <summary>What a user of profanity sees in a terminal, and types there.</summary>
public sealed class ProfanityTests
{
    [Fact]
    public async Task Logging_in_contacts_and_conversations_are_on_the_screen()
    {
        Assert.SkipUnless(TerminalClient.WhyMissing("profanity") is null, TerminalClient.WhyMissing("profanity") ?? "");
        await using var stack = await DemoStack.StartAsync(new ProsodyServer { Components = DemoStack.Components }, ("RequireLogin", "true"));
        await using var profanity = await TerminalClient.StartAsync("profanity", ["-a", "juliet@localhost"], (".local/share/profanity/accounts", string.Create(CultureInfo.InvariantCulture, $"""
            [juliet@localhost]
            enabled=true
            jid=juliet@localhost
            resource=profanity
            password={XmppServer.Password}
            server=127.0.0.1
            port={stack.Xmpp.ClientPort}
            tls.policy=disable

            """)), (".config/profanity/profrc", """
            [connection]
            tls=disable
            [ui]
            splash=false
            receipts.send=true
            receipts.request=true
            correction.allow=true
            occupants=true
            roster=true
            roster.empty=false

            """));
        await profanity.ShowsAsync("juliet@localhost/profanity logged in successfully");

        await profanity.EnterAsync($"/msg bot@{DemoStack.Domain}");
        await profanity.EnterAsync("login");
        await profanity.ShowsAsync("How do you want to log in?");
        await profanity.EnterAsync("User name and password");
        await profanity.ShowsAsync("User name?");
        await profanity.EnterAsync("juliet");
        await profanity.ShowsAsync("Your client keeps what you write");
        await profanity.EnterAsync("demo");
        await profanity.ShowsAsync("You are logged in as juliet.");

        await profanity.EnterAsync("/win 1");
        await profanity.EnterAsync("/roster");
        await profanity.ShowsAsync("Echo");
        await profanity.EnterAsync("/msg Echo");
        await profanity.EnterAsync("wherefore art thou");
        await profanity.ShowsAsync("Echo/bridge: wherefore art thou");

        await profanity.EnterAsync("/msg Parrot");
        await profanity.EnterAsync("a rose");
        await profanity.ShowsAsync("Parrot");
        await profanity.ShowsAsync("> a rose");
        await profanity.EnterAsync("/correct any other name");
        await profanity.ShowsAsync(static screen => screen.Split("any other name").Length > 2, "the correction of both");
    }
}
