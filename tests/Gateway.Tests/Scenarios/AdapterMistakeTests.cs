using Bridge.Adapters;
using Bridge.Testing;
using Xunit;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>What an adapter does wrong costs its own chat some time and nobody else anything.</summary>
public sealed class AdapterMistakeTests
{
    [Fact]
    public async Task A_message_waits_while_an_adapter_fails_to_say_what_it_can_send()
    {
        var time = new ManualTime();
        var adapter = new UndescribedAdapter { Capabilities = static () => throw new InvalidOperationException("not thought of") };
        await using var scene = Scene.Prepare(time);
        scene.Adapter = adapter;
        await scene.StartGatewayAsync();
        scene.SayTo("ada", "m1", "one");
        await time.AdvanceUntilAsync(() => scene.Errors.Any(static line => line.Contains("not thought of", StringComparison.Ordinal)), TimeSpan.FromMilliseconds(100));
        Assert.Empty(scene.Arrived());
        adapter.Capabilities = null;
        await time.AdvanceUntilAsync(() => scene.Seen("/message/receipts:received[@id='m1']").Count == 1, TimeSpan.FromSeconds(1));
        Assert.Equal(["one"], scene.Arrived());
    }

    [Fact]
    public async Task A_pause_without_end_ends_with_the_message()
    {
        var time = new ManualTime();
        var adapter = new UndescribedAdapter { Send = static () => SendResult.NotSent("come back never", TimeSpan.MaxValue) };
        await using var scene = Scene.Prepare(time);
        scene.Adapter = adapter;
        await scene.StartGatewayAsync();
        scene.SayTo("ada", "m1", "one");
        await time.AdvanceUntilAsync(() => scene.Count("SELECT COUNT(*) FROM outbox WHERE state = 0 AND attempts = 1") == 1, TimeSpan.FromMilliseconds(100));
        await time.AdvanceUntilAsync(() => scene.Seen("/message[@type='error' and @id='m1']/error/stanzas:remote-server-timeout").Count == 1, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Who_joins_is_answered_when_the_adapter_fails()
    {
        var adapter = new UndescribedAdapter { Join = static _ => throw new InvalidOperationException("not thought of") };
        await using var scene = Scene.Prepare();
        scene.Adapter = adapter;
        await scene.StartGatewayAsync();
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await scene.Server.ExpectAsync($"/presence[@type='error' and @to='{Scene.Phone}' and @from='{Scene.Lobby}/Alice']");
        adapter.Join = null;
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
    }

    [Fact]
    public async Task Who_joins_is_answered_when_the_adapter_never_comes_back()
    {
        var time = new ManualTime();
        var adapter = new UndescribedAdapter { Join = static _ => new TaskCompletionSource().Task };
        await using var scene = Scene.Prepare(time);
        scene.Adapter = adapter;
        await scene.StartGatewayAsync();
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await time.AdvanceUntilAsync(() => scene.Seen($"/presence[@type='error' and @to='{Scene.Phone}']/error/stanzas:remote-server-timeout").Count == 1, TimeSpan.FromSeconds(1));
        adapter.Join = null;
        scene.Join(Scene.Phone, Scene.Lobby, "Alice");
        await time.AdvanceUntilAsync(() => scene.Seen($"/message[@to='{Scene.Phone}']/subject").Count == 1, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task A_bounce_in_a_group_is_told_to_its_sender_and_in_the_room()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        scene.SayInRoom(Scene.Phone, Scene.Lobby, "m1", "one");
        await scene.Server.ExpectAsync("/message[@type='groupchat' and @id='m1']/sid:stanza-id");
        var id = scene.Network.Received.Single().Ids[0];
        scene.Network.Raise(new DeliveryFailed(id, NetworkError.Forbidden, "the list is closed") { Chat = new ChatId("#lobby") }, Scene.Alice);
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='m1' and @from='{Scene.Lobby}' and @to='{Scene.Phone}']/error[contains(stanzas:text, 'the list is closed')]");
        await scene.Server.ExpectAsync($"/message[@type='groupchat' and @from='{Scene.Lobby}' and contains(body, 'was not delivered: the list is closed')]");
    }

    [Fact]
    public async Task An_invitation_from_outside_is_refused_and_a_refusal_is_none()
    {
        await using var scene = await Scene.StartAsync();
        await scene.JoinedAsync(Scene.Phone, Scene.Lobby, "Alice");
        const string Form = "<message from='{0}' to='{1}' id='{2}'><x xmlns='http://jabber.org/protocol/muc#user'><{3} to='ada@{4}'/></x></message>";
        scene.Server.Send(string.Format(null, Form, Scene.Laptop, Scene.Lobby, "i1", "invite", Scene.Domain));
        await scene.Server.ExpectAsync($"/message[@type='error' and @id='i1' and @to='{Scene.Laptop}']/error/stanzas:not-acceptable");
        scene.Server.Send(string.Format(null, Form, Scene.Phone, Scene.Lobby, "i2", "decline", Scene.Domain));
        scene.Server.Send(string.Format(null, Form, Scene.Laptop, Scene.Lobby, "i3", "decline", Scene.Domain));
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        Assert.Empty(scene.Seen("/message[@type='error' and (@id='i2' or @id='i3')]"));
        Assert.DoesNotContain(scene.Network.Calls, static call => call.Verb.Contains("Invite", StringComparison.Ordinal));
    }
}
