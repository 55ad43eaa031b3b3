using System.Xml.Linq;
using Bridge.Gateway.Tests.Commands;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Logins;

/// <summary>A gateway to a network whose accounts are made by logging in.</summary>
internal static class LoginScene
{
    public const string Password = "demo", Register = "jabber:iq:register", Bob = "bob@localhost/desk";

    public static async Task<Scene> StartAsync(TimeProvider? time = null, Action<Scene>? prepare = null)
    {
        var scene = Scene.Prepare(time);
        scene.Settings["RequireLogin"] = "true";
        scene.Settings["ScanSeconds"] = "3600";
        prepare?.Invoke(scene);
        await scene.StartGatewayAsync();
        return scene;
    }

    /// <summary>Logs in by a form, and waits until the network knows the account.</summary>
    public static async Task LogInAsync(this Scene scene, string name, string client = Scene.Phone)
    {
        Assert.Equal("result", (await scene.RegisterAsync($"<username>{name}</username><password>{Password}</password>", client)).Type);
        await Scene.UntilAsync(() => scene.Network.Accounts.Contains(name), $"{name} is connected");
    }

    public static Task<XElement> RegisterAsync(this Scene scene, string content, string client = Scene.Phone) =>
        scene.AskAsync("set", Scene.Domain, $"<query xmlns='{Register}'>{content}</query>", client);

    /// <summary>Waits for something that the control contact says by itself.</summary>
    public static async Task<string> HearAsync(this Scene scene, string part, string client = Scene.Phone)
    {
        var heard = await scene.Server.ExpectAsync(
            stanza => stanza is { IsMessage: true, From: $"{Talk.Bot}/bridge" } && stanza.To == client && stanza.Body?.Contains(part, StringComparison.Ordinal) == true,
            description: $"the control contact says “{part}”");
        return heard.Body!;
    }

    /// <summary>Waits for something that the control contact has said by itself while a clock was moved.</summary>
    public static Task ToldAsync(this Scene scene, string part) => Scene.UntilAsync(
        () => scene.Bodies($"/message[@to='{Scene.Alice}' and @from='{Talk.Bot}/bridge']").Exists(body => body.Contains(part, StringComparison.Ordinal)),
        $"the control contact says “{part}”");

    /// <summary>The stored accounts of a user by their labels.</summary>
    public static async Task<List<string?>> LabelsAsync(this Scene scene, string user = Scene.Alice) =>
        [.. (await scene.Accounts.LoadOfUserAsync(user, TestContext.Current.CancellationToken)).Select(account => account.Label)];

    /// <summary>Subscribes to an address and waits until that is granted.</summary>
    public static async Task SubscribeAsync(this Scene scene, string address)
    {
        scene.Server.Send($"<presence type='subscribe' from='{Scene.Alice}' to='{address}'/>");
        await scene.Server.ExpectAsync($"/presence[@type='subscribed' and @from='{address}']");
    }

    /// <summary>A message that waits, because the network lets nobody in any more.</summary>
    public static async Task WaitingForNobodyAsync(this Scene scene, string account, string id)
    {
        scene.Network.Faults.RefuseConnect = Adapters.NetworkError.NetworkDown;
        scene.Network.Disconnect(account);
        scene.SayTo($"echo%{account}", id, "waits");
        await scene.UntilStoredAsync("SELECT COUNT(*) FROM outbox", 1);
        scene.Network.Faults.RefuseConnect = null;
    }

    /// <summary>The presence that took an address out of the user's contact list, in order, from the unsubscription on.</summary>
    public static List<string?> WithdrawnFrom(this Scene scene, string address) =>
        [.. scene.Seen($"/presence[@to='{Scene.Alice}' and (@from='{address}' or @from='{address}/bridge')]").Select(stanza => stanza.Type).SkipWhile(type => type != "unsubscribe")];

    public static string? ErrorText(this XElement stanza) => stanza.Element(Ns.Component + "error")?.Element(Ns.Stanzas + "text")?.Value;
}
