using Bridge.Testing.Servers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bridge.EndToEnd.Tests.Clients;

/// <summary>What a user of Converse.js sees in a browser, and does there.</summary>
public sealed class ConverseTests
{
    private const string Bot = $"bot@{DemoStack.Domain}", Echo = $"echo%juliet@{DemoStack.Domain}", Parrot = $"parrot%juliet@{DemoStack.Domain}";

    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 30_000 };

    [Fact]
    public async Task Logging_in_contacts_and_conversations_are_on_the_screen()
    {
        Assert.SkipUnless(ConverseClient.WhyMissing is null, ConverseClient.WhyMissing ?? "");
        var server = new ProsodyServer { Components = DemoStack.Components, Browsers = true };
        await using var stack = await DemoStack.StartAsync(server, ("RequireLogin", "true"));
        await using var converse = await ConverseClient.LogInAsync(server, "juliet");
        try
        {
            await RegistersAsync(converse);
            await HasContactsAsync(converse);
            await TalksAsync(converse);
            await IsAnsweredAsync(converse);
        }
        catch
        {
            await converse.PictureAsync("trouble");
            throw;
        }
    }

    private static async Task RegistersAsync(ConverseClient converse)
    {
        await converse.OpenAsync(Bot);
        await converse.SayAsync("login");
        await Expect(converse.Message("How do you want to log in?", isMine: false)).ToBeVisibleAsync(Soon);
        await converse.SayAsync("User name and password");
        await Expect(converse.Message("User name?", isMine: false)).ToBeVisibleAsync(Soon);
        await converse.SayAsync("juliet");
        await Expect(converse.Message("Your client keeps what you write", isMine: false)).ToBeVisibleAsync(Soon);
        await converse.SayAsync("demo");
        await Expect(converse.Message("You are logged in as juliet.", isMine: false)).ToBeVisibleAsync(Soon);
        await converse.PictureAsync("login");
    }

    private static async Task HasContactsAsync(ConverseClient converse)
    {
        await Expect(converse.Contact(Echo).Locator(".contact-name")).ToHaveTextAsync("Echo", new LocatorAssertionsToHaveTextOptions { Timeout = 30_000 });
        await Expect(converse.Contact(Echo).Locator("svg.avatar image[href^='data:image/png']")).ToBeVisibleAsync(Soon);
        await Expect(converse.Page.Locator("converse-roster").GetByText("Demo (juliet)")).ToBeVisibleAsync(Soon);
        await converse.PictureAsync("contacts");
    }

    private static async Task TalksAsync(ConverseClient converse)
    {
        await converse.Contact(Echo).ClickAsync();
        await Expect(converse.Page.Locator(".chat-head:visible")).ToContainTextAsync("Echo");
        await converse.SayAsync("wherefore art thou 🎂");
        await Expect(converse.Message("wherefore art thou 🎂", isMine: false)).ToBeVisibleAsync(Soon);
        // The receipt.
        await Expect(converse.Message("wherefore art thou 🎂", isMine: true).Locator(".chat-msg__body--received")).ToBeVisibleAsync(Soon);
        await converse.PictureAsync("echo");
    }

    /// <summary>An answer stands below what it answers, and without the quotation for clients that know no answers.</summary>
    private static async Task IsAnsweredAsync(ConverseClient converse)
    {
        await converse.Contact(Parrot).ClickAsync();
        await Expect(converse.Page.Locator(".chat-head:visible")).ToContainTextAsync("Parrot");
        await converse.SayAsync("a rose");
        var answer = converse.Message("a rose", isMine: false);
        await Expect(answer.Locator("converse-reply-context")).ToContainTextAsync("a rose", new LocatorAssertionsToContainTextOptions { Timeout = 30_000 });
        await Expect(answer.Locator(".chat-msg__text")).ToHaveTextAsync("a rose");

        await converse.PictureAsync("answer");
    }
}
