using System.Globalization;
using Bridge.Adapters;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Rooms as clients see them (XEP-0045).</summary>
public sealed class RoomTests
{
    private const string Status = "/mucuser:x/mucuser:status/@code";

    [Fact]
    public async Task A_join_shows_the_others_then_oneself_then_the_subject_and_never_201()
    {
        await using var scene = await Scene.StartAsync();
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}']/subject[. = 'Everybody is welcome']");
        var got = scene.Server.Received.Where(stanza => stanza.Name.LocalName is "presence" or "message").Select(stanza =>
            $"{stanza.Name.LocalName} {stanza.Attribute("from")!.Value.Split('/')[^1]} "
            + string.Join(',', stanza.Descendants(Bridge.Xmpp.Ns.MucUser + "status").Select(status => status.Attribute("code")!.Value))).ToList();
        got.RemoveAll(line => line.StartsWith("presence bot", StringComparison.Ordinal));
        Assert.Equal(["presence Ada ", "presence Bob ", "presence Cleo "], got.Take(3).Order());
        Assert.Equal(["presence Alice 110", "message Ada "], got.Skip(3).Take(2));
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_join_under_another_nick_than_the_one_in_use_says_210()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Join(Scene.Laptop, Scene.Lobby, "Alicia");
        await scene.Server.ExpectAsync($"/presence[@to='{Scene.Laptop}' and @from='{Scene.Lobby}/Alice' and mucuser:x/mucuser:status[@code='110'] and mucuser:x/mucuser:status[@code='210']]");
        // Joining again under the right one is no longer another.
        scene.Join(Scene.Laptop, Scene.Lobby, "Alice");
        var self = await scene.Server.ExpectAsync($"/presence[@to='{Scene.Laptop}' and @from='{Scene.Lobby}/Alice' and mucuser:x/mucuser:status[@code='110']]");
        Assert.False(ComponentServerXPath.Matches(self, "/presence/mucuser:x/mucuser:status[@code='210']"));
    }

    [Fact]
    public async Task A_second_room_under_another_nick_does_not_change_the_nick_of_later_connections()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Join(Scene.Phone, "#plain@demo.localhost", "Alicia");
        await scene.Server.ExpectAsync($"/presence[@from='#plain@demo.localhost/Alice' and mucuser:x/mucuser:status[@code='210']]");
        await scene.UntilStoredAsync("select count(*) from accounts where preferred_name = 'Alice'", 1);

        // What the user takes in a room is what they want.
        scene.Server.Send($"<presence from='{Scene.Phone}' to='{Scene.Lobby}/Alison'/>");
        await scene.Server.ExpectAsync($"/presence[@from='{Scene.Lobby}/Alison' and mucuser:x/mucuser:status[@code='110']]");
        await scene.UntilStoredAsync("select count(*) from accounts where preferred_name = 'Alison'", 1);
    }

    [Fact]
    public async Task A_second_client_sees_the_same_room_and_what_was_said_in_it()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.SayInGroup("#lobby", "ada", "before the laptop came");
        var live = await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}' and body='before the laptop came']");
        scene.Join(Scene.Laptop, Scene.Lobby, "Alice");
        await scene.Server.ExpectAsync($"/presence[@to='{Scene.Laptop}' and @from='{Scene.Lobby}/Ada']");
        await scene.Server.ExpectAsync($"/presence[@to='{Scene.Laptop}']{Status}[. = '110']");
        var old = await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}' and @from='{Scene.Lobby}/Ada' and body='before the laptop came' and delay:delay]");
        Assert.Equal(live.Attribute("id")!.Value, old.Attribute("id")!.Value);
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}']/subject");
        Assert.Equal(1, scene.Network.Connections);
        scene.Network.SayInGroup("#lobby", "ada", "for both");
        await Scene.UntilAsync(() => scene.Seen("/message[body='for both']").Count == 2, "both clients get what is said");
        Assert.Equal([Scene.Laptop, Scene.Phone], scene.Seen("/message[body='for both']").Select(stanza => stanza.Attribute("to")!.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_join_gets_only_the_history_it_asks_for()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        foreach (var number in Enumerable.Range(1, 3))
            scene.Network.SayInGroup("#lobby", "ada", $"line {number}");
        await scene.Server.ExpectAsync("/message[body='line 3']");
        scene.Join(Scene.Laptop, Scene.Lobby, "Alice", "<history maxstanzas='0'/>");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}']/subject");
        Assert.Empty(scene.Seen($"/message[@to='{Scene.Laptop}']/body"));
        scene.Join(Scene.Laptop, Scene.Lobby, "Alice", "<history maxstanzas='2'/>");
        await scene.Server.ExpectAsync($"/message[@to='{Scene.Laptop}']/subject");
        Assert.Equal(["line 2", "line 3"], scene.Bodies($"/message[@to='{Scene.Laptop}' and body]"));
    }

    [Fact]
    public async Task A_message_comes_back_to_every_client_with_its_own_id_and_the_rooms()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        scene.Server.Send($"""
            <message from='{Scene.Phone}' to='{Scene.Lobby}' id='m1' type='groupchat'><body>hello all</body>
              <origin-id xmlns='urn:xmpp:sid:0' id='o1'/><stanza-id xmlns='urn:xmpp:sid:0' by='{Scene.Lobby}' id='forged'/></message>
            """);
        await Scene.UntilAsync(() => scene.Seen("/message[@id='m1']").Count == 2, "both clients get the reflection");
        var reflections = scene.Seen($"/message[@id='m1' and @type='groupchat' and @from='{Scene.Lobby}/Alice' and body='hello all' and sid:origin-id[@id='o1'] and count(sid:stanza-id[@by='{Scene.Lobby}']) = 1 and not(sid:stanza-id[@id='forged'])]");
        Assert.Equal([Scene.Laptop, Scene.Phone], reflections.Select(stanza => stanza.Attribute("to")!.Value).Order(StringComparer.Ordinal));
        Assert.Single(reflections.Select(stanza => stanza.Element(Bridge.Xmpp.Ns.Sid + "stanza-id")!.Attribute("id")!.Value).Distinct());
        Assert.Equal(["hello all"], scene.Arrived());
        await scene.AskAsync("get", Scene.Lobby, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Equal(2, scene.Seen("/message[body='hello all']").Count);
    }

    [Fact]
    public async Task Who_is_not_in_the_room_cannot_speak_there()
    {
        await using var scene = await Scene.StartAsync();
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "let me in");
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m1' and @from='{Scene.Lobby}' and @to='{Scene.Phone}']/error/stanzas:not-acceptable");
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        // Another client of the same user is not in it either.
        scene.SayInRoom(Scene.Laptop, Scene.Lobby, "m2", "me too");
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m2' and @to='{Scene.Laptop}']/error/stanzas:not-acceptable");
        Assert.Empty(scene.Arrived());
    }

    [Fact]
    public async Task The_group_is_left_when_the_last_client_goes_and_not_before()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        await scene.JoinedAsync(Scene.Laptop, Scene.Lobby, "Alice");
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Laptop}' to='{Scene.Lobby}/Alice'/>");
        await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @to='{Scene.Laptop}' and @from='{Scene.Lobby}/Alice']{Status}[. = '110']");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "still here");
        await scene.Server.ExpectAsync($"/message[@id='m1' and @to='{Scene.Phone}' and @type='groupchat']");
        scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{Scene.Lobby}/Alice'/>");
        await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice']{Status}[. = '110']");
        await Scene.UntilAsync(() => !scene.Network.IsConnected(Scene.Alice), "the session ends with the last room");
        Assert.Empty(scene.Seen($"/message[@to='{Scene.Laptop}' and body='still here']"));
    }

    [Fact]
    public async Task Leaving_and_joining_again_at_once_ends_in_the_room()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        for (var round = 0; round < 20; round++)
        {
            scene.Server.Send($"<presence type='unavailable' from='{Scene.Phone}' to='{Scene.Lobby}/Alice'/>");
            scene.Join(Scene.Phone, Scene.Lobby, "Alice");
            await scene.Server.ExpectAsync($"/message[@to='{Scene.Phone}']/subject", TimeSpan.FromSeconds(10));
            scene.SayInRoom(Scene.Phone, Scene.Lobby, $"m{round}", string.Create(CultureInfo.InvariantCulture, $"round {round}"));
            await scene.Server.ExpectAsync($"/message[@id='m{round}' and @type='groupchat']", TimeSpan.FromSeconds(10));
        }
        Assert.Empty(scene.Errors);
    }

    [Theory]
    [InlineData(MemberChangeKind.Kicked, "307")]
    [InlineData(MemberChangeKind.Banned, "301")]
    public async Task Being_put_out_is_told_once_with_its_status_and_ends_the_room(MemberChangeKind kind, string status)
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Leave("#lobby", Scene.Alice, kind, "Ada", "too loud");
        var gone = await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice' and mucuser:x/mucuser:status[@code='110']]");
        Assert.True(ComponentServerXPath.Matches(gone, $"/presence/mucuser:x[mucuser:status[@code='{status}'] and mucuser:item[@role='none']/mucuser:reason='too loud' and mucuser:item/mucuser:actor[@nick='Ada']]"), gone.ToString());
        var answer = await scene.AskAsync("get", $"{Scene.Lobby}/Alice", "<ping xmlns='urn:xmpp:ping'/>");
        Assert.True(ComponentServerXPath.Matches(answer, "/iq[@type='error']/error/stanzas:not-acceptable"), answer.ToString());
        Assert.Single(scene.Seen($"/presence[@type='unavailable' and @from='{Scene.Lobby}/Alice']"));
    }

    [Theory]
    [InlineData(MemberChangeKind.Kicked, "307")]
    [InlineData(MemberChangeKind.Banned, "301")]
    [InlineData(MemberChangeKind.Left, null)]
    [InlineData(MemberChangeKind.Quit, null)]
    public async Task Others_that_go_are_shown_to_go(MemberChangeKind kind, string? status)
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Leave("#lobby", "bob", kind, "Ada", "goodbye");
        var gone = await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @to='{Scene.Phone}' and @from='{Scene.Lobby}/Bob']");
        Assert.Equal(status is null ? [] : [status], gone.Descendants(Bridge.Xmpp.Ns.MucUser + "status").Select(code => code.Attribute("code")!.Value));
    }

    [Fact]
    public async Task A_rename_is_one_person_with_another_name()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.Network.Rename("#lobby", "bob", "Robert");
        await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @from='{Scene.Lobby}/Bob' and mucuser:x[mucuser:status[@code='303'] and mucuser:item[@nick='Robert']]]");
        await scene.Server.ExpectAsync($"/presence[not(@type) and @from='{Scene.Lobby}/Robert']");
        scene.Server.Send($"<presence from='{Scene.Phone}' to='{Scene.Lobby}/Alicia'/>");
        await scene.Server.ExpectAsync($"/presence[@type='unavailable' and @from='{Scene.Lobby}/Alice' and mucuser:x[mucuser:status[@code='303'] and mucuser:status[@code='110'] and mucuser:item[@nick='Alicia']]]");
        await scene.Server.ExpectAsync($"/presence[not(@type) and @from='{Scene.Lobby}/Alicia']{Status}[. = '110']");
        scene.Server.Send($"<presence from='{Scene.Phone}' to='{Scene.Lobby}/Ada'/>");
        await scene.Server.ExpectAsync($"/presence[@type='error' and @from='{Scene.Lobby}/Ada' and @to='{Scene.Phone}']/error/stanzas:conflict");
    }
}
