using Bridge.Adapters;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Invitations through a room (XEP-0045 section 7.8.2), whatever way clients name who is meant.</summary>
public sealed class InvitationTests
{
    [Theory]
    [InlineData($"echo@{Scene.Domain}", "echo")]
    [InlineData($"echo@{Scene.Domain}/bridge", "echo")]
    [InlineData($"{Scene.Lobby}/Ada", "ada")]
    [InlineData($"{Scene.Lobby}/echo", "echo")]
    [InlineData($"me@{Scene.Domain}/echo", "echo")]
    [InlineData("echo", "echo")]
    public async Task Somebody_on_the_network_is_invited_there(string to, string contact)
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Invite(scene, to);
        await Scene.UntilAsync(() => scene.Network.Calls.Any(call => call.Verb == "Invite"), "somebody is invited");
        var call = scene.Network.Calls.Single(call => call.Verb == "Invite");
        Assert.Equal(("#lobby", contact), (call.Target, call.Detail));
        Assert.Empty(scene.Seen("/message[@type='error']"));
    }

    [Fact]
    public async Task An_XMPP_user_is_invited_in_the_rooms_name()
    {
        await using var scene = await Scene.StartAsync();
        scene.Join(Scene.Phone, $"#secret@{Scene.Domain}", "Alice", "<password>sesame</password>");
        await scene.Server.ExpectAsync($"/message[starts-with(@from, '#secret@{Scene.Domain}')]/subject");
        Invite(scene, "juliet@localhost", $"#secret@{Scene.Domain}");
        await scene.Server.ExpectAsync(
            $"/message[@from='#secret@{Scene.Domain}' and @to='juliet@localhost']/mucuser:x[mucuser:invite[@from='{Scene.Alice}' and mucuser:reason='come'] and mucuser:password='sesame']");
    }

    [Theory]
    [InlineData("stranger@elsewhere.example", "forbidden")]
    [InlineData(Scene.Domain, "item-not-found")]
    public async Task Who_cannot_be_invited_is_told_to_the_inviter(string to, string condition)
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        Invite(scene, to);
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='i1' and @from='{Scene.Lobby}' and @to='{Scene.Phone}']/error[stanzas:{condition} and stanzas:text]");
        Assert.Empty(scene.Seen($"/message[@to='{to}']"));
    }

    [Fact]
    public async Task Who_is_put_into_a_group_is_told_once_and_invited_and_may_leave()
    {
        const string Den = $"#den@{Scene.Domain}", Invitation = $"/message[@from='{Den}' and @to='{Scene.Alice}' and contains(body, 'You are in #den')]/mucuser:x/mucuser:invite[contains(mucuser:reason, 'Join the room')]";
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        var put = new GroupJoined("Alice") { Chat = new ChatId("#den"), IsUnasked = true };
        scene.Network.Raise(put, Scene.Alice);
        await scene.Server.ExpectAsync(Invitation);
        scene.Network.Raise(put, Scene.Alice);
        scene.Network.Raise(new GroupLeft(MemberChangeKind.Kicked) { Chat = new ChatId("#den"), Reason = "enough" }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Alice}' and body='You were removed from #den: enough']");
        Assert.Single(scene.Seen(Invitation));

        // Somebody who puts people into everything does not fill their screens.
        foreach (var number in Enumerable.Range(0, 200))
        {
            scene.Network.Raise(put with { Chat = new ChatId($"#den{number}") }, Scene.Alice);
        }

        await scene.Server.ExpectAsync($"/message[@to='{Scene.Alice}' and starts-with(body, 'You are in more rooms')]");
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Equal(50, scene.Seen($"/message[starts-with(@from, '#den') and starts-with(body, 'You are in #den') and not(starts-with(body, 'You are in #den,'))]").Count);
    }

    private static void Invite(Scene scene, string to, string room = Scene.Lobby) => scene.Server.Send(
        $"<message from='{Scene.Phone}' to='{room}' id='i1'><x xmlns='http://jabber.org/protocol/muc#user'><invite to='{to}'><reason>come</reason></invite></x></message>");
}
