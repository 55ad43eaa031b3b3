using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Tests.Commands;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Logins;

/// <summary>Removing an account when something of it cannot be taken away, or not now, and the bookmarks that lead to it.</summary>
public sealed class RemovalTests
{
    private const string Pubsub = "<perm access='iq'><namespace ns='http://jabber.org/protocol/pubsub' type='both'/></perm>";

    [Fact]
    public async Task A_network_that_does_not_let_go_of_the_login_is_told_of_and_keeps_nothing_from_going()
    {
        await using var scene = await LoginScene.StartAsync();
        await scene.LogInAsync("work");
        await scene.SubscribeAsync($"clock%work@{Scene.Domain}");
        scene.Network.Faults.RefuseLogOut = NetworkError.Forbidden;
        await scene.WriteAsync("remove work");
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Talk.Bot}' type='chat'><body>work</body></message>");
        Assert.Contains("the login may still be listed there: Nobody may leave today.", await scene.HearAsync("About the account work", Scene.Alice), StringComparison.Ordinal);
        await scene.HearAsync("The account work is removed.");
        Assert.Equal(["unsubscribe", "unsubscribed", "unavailable"], scene.WithdrawnFrom($"clock%work@{Scene.Domain}"));
        Assert.Empty(await scene.LabelsAsync());
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_removal_that_ends_between_two_steps_is_finished_by_the_next_start_and_logs_out_once()
    {
        await using var scene = await LoginScene.StartAsync();
        var roster = UserRoster.Grant(scene.Server);
        await scene.LogInAsync("work");
        await Scene.UntilAsync(() => roster.Items.Count == 8, "the people are in the list");

        // The list can be read no longer and the stream proves nothing: the login has gone, the rest has not.
        scene.Server.AnswersIqs = false;
        scene.Server.AnswerIqs = null;
        await scene.WriteAsync("remove work");
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Talk.Bot}' type='chat'><body>work</body></message>");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM accounts WHERE removed_at IS NOT NULL AND credentials IS NULL", 1);
        await scene.CrashAsync();
        Assert.Equal(8, roster.Items.Count);
        scene.Server.AnswersIqs = true;
        await scene.StartGatewayAsync();
        roster.Resume();
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM accounts", 0);
        Assert.Single(scene.Network.Calls, static call => call.Verb == "LogOut");
        Assert.Equal(1, scene.Network.Connections);
        Assert.Empty(roster.Items);
        Assert.StartsWith("You have no account on Demo yet.", await scene.WriteAsync("status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_rooms_go_out_of_the_bookmarks_and_others_stay()
    {
        await using var scene = await LoginScene.StartAsync();
        List<string> bookmarks = [$"#lobby%work@{Scene.Domain}", $"#lobby%home@{Scene.Domain}", "friends@rooms.localhost", "no address at all@", $"#den%work@{Scene.Domain}"];
        scene.Server.AnswerIqs = iq => Answer(iq, bookmarks);
        scene.Grant(Pubsub);
        await scene.LogInAsync("work");
        await scene.LogInAsync("home");
        await scene.WriteAsync("remove work");
        Assert.Equal("The account work is removed.", await scene.WriteAsync("work"));
        Assert.Equal([$"#lobby%home@{Scene.Domain}", "friends@rooms.localhost", "no address at all@"], bookmarks);
        Assert.Empty(scene.Seen("/message[contains(body, 'About the account')]"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_bookmarks_cannot_be_removed_the_user_is_told(bool isGranted)
    {
        await using var scene = await LoginScene.StartAsync();
        scene.Server.AnswerIqs = static iq => iq.Child(Ns.Privilege, "privileged_iq") is null ? null : StanzaError.Forbidden.ToReply(iq);
        if (isGranted)
            scene.Grant(Pubsub);
        await scene.LogInAsync("work");
        await scene.WriteAsync("remove work");
        scene.Server.Send($"<message from='{Scene.Phone}' to='{Talk.Bot}' type='chat'><body>work</body></message>");
        Assert.Contains("in the bookmarks of your client stay there", await scene.HearAsync("About the account work", Scene.Alice), StringComparison.Ordinal);
        await scene.HearAsync("The account work is removed.");
        Assert.Equal(isGranted ? 1 : 0, scene.Server.Answered.Count(static iq => iq.Child(Ns.Privilege, "privileged_iq") is not null));
    }

    /// <summary>A server that keeps bookmarks, and lets the gateway at them.</summary>
    private static XElement? Answer(XElement iq, List<string> bookmarks)
    {
        if (iq.Child(Ns.Privilege, "privileged_iq")?.Child(Ns.Client, "iq") is not { } inner || iq.To != Scene.Alice || inner.Type != iq.Type)
            return null;

        XElement? result = null;
        if (inner.Descendants(Ns.Pubsub + "retract").SingleOrDefault() is { } retract)
            bookmarks.Remove(retract.Elements().Single().Id!);
        else
            result = Xmpp.Xeps.Pubsub.BuildResult(Ns.Bookmarks.NamespaceName, bookmarks.Select(static id => new Xmpp.Xeps.Pubsub.Item(id, new XElement(Ns.Bookmarks + "conference"))));
        return Stanza.Result(iq, Xmpp.Xeps.Privilege.BuildMessage(Stanza.Result(inner, result)));
    }
}
