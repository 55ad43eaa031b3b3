using Bridge.Adapters;
using Bridge.Gateway.Configuration;
using Bridge.Gateway.Tests.Commands;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>A user of another server, which grants this gateway nothing, while the server beside it grants everything.</summary>
public sealed class ForeignUserTests
{
    private const string Eve = "eve@elsewhere.example", Desk = $"{Eve}/desk", Ada = $"ada@{Scene.Domain}", Everything =
        "<perm access='roster' type='both'/><perm access='message' type='outgoing'/><perm access='presence' type='managed_entity'/>";

    [Fact]
    public async Task People_ask_one_after_the_other_once_and_only_those_whom_the_user_writes_with()
    {
        var time = new ManualTime();
        await using var scene = await StartAsync(time);
        for (var i = 1; i <= 20; i++)
            scene.SayTo($"person{i:0000}", $"p{i}", "hello", Desk);
        await Scene.UntilAsync(() => scene.Arrived().Count == 21, "all are sent");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM contacts WHERE talked_at > 0", 21);
        await time.AdvanceUntilAsync(() => Asked(scene).Count == 1, TimeSpan.FromSeconds(1));
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Single(Asked(scene));
        await time.AdvanceUntilAsync(() => Asked(scene).Count == 20, TimeSpan.FromMilliseconds(500));

        // Her server cannot be reached, has no such user, or says nothing: nobody asks again.
        foreach (var condition in (string[])["remote-server-timeout", "remote-server-not-found"])
            scene.Server.Send($"<presence type='error' from='{Eve}' to='person0001@{Scene.Domain}'><error type='cancel'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
        scene.SayTo("person0001", "again", "hello", Desk);
        await scene.PassAsync(time, TimeSpan.FromMinutes(5));
        Assert.Equal(20, Asked(scene).Distinct().Count());
        Assert.Equal(20, Asked(scene).Count);
        Assert.Empty(scene.Seen($"/iq[@to='{Eve}']"));
        Assert.DoesNotContain(scene.Server.Answered, static iq => iq.Attribute("to")?.Value is Eve or "elsewhere.example");
    }

    [Fact]
    public async Task What_the_user_writes_on_other_devices_is_shown_as_text_to_whom_wants_that_and_never_by_another_server()
    {
        await using var scene = await StartAsync();
        scene.Network.SayFromOtherDevice(Eve, "ada", "not shown");
        await OwnMessageTests.FenceAsync(scene, Eve);
        Assert.Equal("Stored.", await scene.WriteAsync("set own-messages true", from: Desk));
        scene.Network.SayFromOtherDevice(Eve, "ada", "from my telephone");
        await scene.Server.ExpectAsync($"/message[@from='{Ada}/bridge' and @to='{Eve}' and body='you: from my telephone' and hints:no-copy]");
        Assert.Empty(scene.Seen("/message[privilege:privilege or contains(body, 'not shown')]"));

        // What is said of servers says nothing of hers, which nobody here can mend, and the option tells her what it depends on.
        var privileges = await scene.WriteAsync("privileges", from: Scene.Admin);
        Assert.DoesNotContain("elsewhere.example", privileges, StringComparison.Ordinal);
        Assert.Contains("where your server lets this gateway speak in your name", (await scene.StepAsync("configure", from: Desk)).Value, StringComparison.Ordinal);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Contacts_presence_and_removal_go_by_subscriptions_alone()
    {
        await using var scene = await StartAsync();
        scene.Server.Send($"<presence type='subscribe' from='{Eve}' to='{Ada}'/>");
        await scene.Server.ExpectAsync($"/presence[@type='subscribed' and @from='{Ada}' and @to='{Eve}']");
        await scene.Server.ExpectAsync($"/presence[not(@type) and @from='{Ada}/bridge' and @to='{Eve}']");
        scene.Network.Raise(new PresenceChanged(new ContactId("ada"), Availability.Away), Eve);
        await scene.Server.ExpectAsync($"/presence[@from='{Ada}/bridge' and @to='{Eve}' and show='away']");
        scene.Server.Send($"<presence type='unsubscribe' from='{Eve}' to='{Ada}'/>");
        await scene.Server.ExpectAsync($"/presence[@type='unsubscribed' and @from='{Ada}' and @to='{Eve}']");
        await Scene.UntilAsync(() => !scene.Network.IsContact(Eve, "ada"), "and is no contact there");
        Assert.Empty(scene.Seen($"/iq[@to='{Eve}']"));
    }

    private static async Task<Scene> StartAsync(TimeProvider? time = null)
    {
        var scene = Scene.Prepare(time);
        scene.Rules["elsewhere.example"] = AccessFlags.Use;
        scene.Settings["Contacts"] = "100";
        await scene.StartGatewayAsync();
        scene.Grant(Everything);
        scene.SayTo("ada", "m1", "hello", Desk);
        await scene.Server.ExpectAsync($"/message[@to='{Desk}']/receipts:received[@id='m1']");
        return scene;
    }

    private static List<string> Asked(Scene scene) =>
        [.. scene.Seen($"/presence[@type='subscribe' and @to='{Eve}' and starts-with(@from, 'person')]").Select(static stanza => stanza.Attribute("from")!.Value)];
}
