using System.Security;
using System.Xml.Linq;
using Bridge.Gateway.Tests.Scenarios;
using Bridge.Testing;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Commands;

/// <summary>Commands given to a scene's gateway, in chat and in forms.</summary>
internal static class Talk
{
    public const string Bot = $"bot@{Scene.Domain}", Me = $"me@{Scene.Domain}";

    /// <summary>Writes and gives the text of the one answer.</summary>
    public static async Task<string> WriteAsync(this Scene scene, string text, string to = Bot, string from = Scene.Phone)
    {
        scene.Server.Send($"<message from='{from}' to='{to}' type='chat'><body>{SecurityElement.Escape(text)}</body></message>");
        var answer = await scene.Server.ExpectAsync($"/message[@to='{from}' and @from='{Bot}/bridge' and @type='chat']/body");
        return answer.Body!;
    }

    /// <summary>Takes a step of an ad-hoc command and gives the answer.</summary>
    public static async Task<XElement> StepAsync(
        this Scene scene, string node, string? session = null, string action = "execute", string? fields = null, string to = Bot, string from = Scene.Phone)
    {
        var form = fields is null ? "" : $"<x xmlns='jabber:x:data' type='submit'>{fields}</x>";
        return await scene.AskAsync(
            "set", to, $"<command xmlns='http://jabber.org/protocol/commands' node='{node}' action='{action}'{(session is null ? "" : $" sessionid='{session}'")}>{form}</command>", from);
    }

    /// <summary>A field of a form to submit.</summary>
    public static string Field(string name, string value) => $"<field var='{name}'><value>{SecurityElement.Escape(value)}</value></field>";

    /// <summary>The command's part of an answer.</summary>
    public static XElement Command(this XElement answer) => answer.Child(Ns.Commands, "command") ?? throw new InvalidOperationException(answer.ToString());

    public static string Session(this XElement answer) => answer.Command().Attr("sessionid")!;

    /// <summary>The note or the lines of the result.</summary>
    public static string Said(this XElement answer)
    {
        var command = answer.Command();
        return command.Element(Ns.Commands + "note")?.Value ?? string.Join('\n', command.Descendants(Ns.Data + "value").Select(value => value.Value));
    }

    /// <summary>The nodes that an address lists.</summary>
    public static async Task<List<string>> NodesAsync(this Scene scene, string to, string from = Scene.Phone)
    {
        var answer = await scene.AskAsync("get", to, "<query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/>", from);
        Assert.All(answer.Descendants(Ns.DiscoItems + "item"), item => Assert.Equal(to, item.Attr("jid")));
        return [.. answer.Descendants(Ns.DiscoItems + "item").Select(item => item.Attr("node")!)];
    }

    /// <summary>Asserts an error and its condition of XEP-0050 or of stanzas.</summary>
    public static void AssertError(this XElement answer, string condition) =>
        Assert.True(answer.IsError && answer.Descendants().Any(element => element.Name.LocalName == condition), answer.ToString());

    /// <summary>Asserts that a secret left no trace anywhere.</summary>
    public static void AssertHidden(this Scene scene, string secret)
    {
        Assert.DoesNotContain(scene.Server.Received, stanza => stanza.ToString().Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(scene.Log, line => line.Contains(secret, StringComparison.Ordinal));
        Assert.False(scene.IsOnDisk(secret));
    }

    /// <summary>What is stored as the login of a user; null for nothing.</summary>
    public static async Task<IReadOnlyDictionary<string, string>?> LoginOfAsync(this Scene scene, string user = Scene.Alice)
    {
        var accounts = await scene.Accounts.LoadOfUserAsync(user, TestContext.Current.CancellationToken);
        if (accounts is not [{ HasCredentials: false } account])
            return null;
        var set = scene.Options.Find(new Bridge.Store.OptionPlace(user, scene.NetworkName, account.Id));
        return set.Count == 0 ? null : set.ToDictionary(option => option.Key, option => scene.Options.Reveal(option.Value));
    }

    /// <summary>Lets time pass without the stream being taken for dead.</summary>
    public static async Task PassAsync(this Scene scene, ManualTime time, TimeSpan span)
    {
        var step = TimeSpan.FromSeconds(15);
        // What was written just before is proved first: no ping may be on its way for longer than the step.
        await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        for (; span > step; span -= step)
        {
            time.Advance(step);
            await scene.AskAsync("get", Scene.Domain, "<ping xmlns='urn:xmpp:ping'/>");
        }
        time.Advance(span);
    }

    /// <summary>A message that waits, because the network lets nobody in.</summary>
    public static async Task WaitingAsync(this Scene scene, string contact, string id)
    {
        scene.Network.Faults.RefuseConnect = Adapters.NetworkError.NetworkDown;
        scene.SayTo(contact, id, $"text {id}");
        await scene.UntilStoredAsync($"SELECT COUNT(*) FROM outbox WHERE xmpp_id = '{id}' AND state = 0", 1);
        await Scene.UntilAsync(() => scene.Log.Any(line => line.Contains("not connected", StringComparison.Ordinal)), "the network is found to be down");
    }
}
