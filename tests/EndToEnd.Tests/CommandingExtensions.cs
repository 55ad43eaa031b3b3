using System.Xml.Linq;
using Bridge.Testing.Clients;

namespace Bridge.EndToEnd.Tests;

/// <summary>Commands as people give them: by a chat with an address, and by the forms of a client (XEP-0050).</summary>
internal static class CommandingExtensions
{
    private const string Commands = "http://jabber.org/protocol/commands", Data = "jabber:x:data";
    private const string Bot = $"bot@{Stack.Domain}";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    extension(XmppTestClient client)
    {
        /// <summary>Writes a command to an address and returns the answer.</summary>
        public async Task<string> AskAsync(string to, string command)
        {
            var before = client.Everything.Count;
            await client.SayAsync(to, command);
            var answer = await client.ExpectAsync(
                stanza => stanza.From().Bare == Bot && stanza.Body() is not null && client.Everything.Skip(before).Contains(stanza), $"the answer to {command.Split(' ')[0]}", Patience);
            return answer.Body()!;
        }

        /// <summary>Does a step of an ad-hoc command and returns the answer, a result or an error.</summary>
        public Task<XElement> StepAsync(string to, string node, string action = "execute", string? session = null, IEnumerable<(string Key, string Value)>? values = null)
        {
            var fields = string.Concat((values ?? []).Select(static field =>
                $"<field var='{field.Key}'>{string.Concat(field.Value.Split('\n').Select(static line => $"<value>{XmppTestClient.Escape(line)}</value>"))}</field>"));
            var form = values is not null ? $"<x xmlns='{Data}' type='submit'>{fields}</x>" : "";
            return client.RequestAsync(to, "set", $"<command xmlns='{Commands}' node='{node}' action='{action}'{(session is null ? "" : $" sessionid='{session}'")}>{form}</command>", Patience);
        }

        /// <summary>Goes through an ad-hoc command as a client does: the form, what is filled in, a confirmation. The form has the fields that the page about IRC names.</summary>
        /// <returns>What the command said in the end; an error begins with <c>error: </c>.</returns>
        public async Task<string> RunAsync(string to, string node, params IReadOnlyList<(string Key, string Value)> values)
        {
            var step = CommandIn(await client.StepAsync(to, node));
            if ((string?)step.Attribute("status") == "executing")
            {
                var form = FieldsOf(step);
                AssertDocumented(to, node, form);
                Assert.Subset(form.Select(NameOf).ToHashSet(), values.Select(static value => value.Key).ToHashSet());
                step = await NextAsync(step, values);
            }
            // What is left is a question whether to go on.
            return TextOf((string?)step.Attribute("status") == "executing" ? await NextAsync(step) : step);

            async Task<XElement> NextAsync(XElement current, IEnumerable<(string Key, string Value)>? filled = null) => CommandIn(await client.StepAsync(
                to, node, (string?)current.ChildOf("actions")?.Attribute("execute") ?? "complete", (string?)current.Attribute("sessionid"), filled));
        }
    }

    /// <summary>The fields of the form in an answer.</summary>
    public static IReadOnlyList<XElement> FieldsOf(XElement answer) =>
        [.. answer.Descendants(XName.Get("field", Data)).Where(static field => (string?)field.Attribute("type") is not ("fixed" or "hidden"))];

    /// <summary>The name of a form's field.</summary>
    public static string NameOf(XElement field) => (string?)field.Attribute("var") ?? "";

    private static void AssertDocumented(string to, string node, IReadOnlyList<XElement> fields)
    {
        var level = to is Bot or Stack.Domain ? "all" : to.Contains('%', StringComparison.Ordinal) ? "channel" : "server";
        if (node == "configure")
        {
            Assert.Equal(IrcPage.OptionsFor(level).Order(StringComparer.Ordinal), fields.Select(NameOf).Where(static name => name != "reconnect").Order(StringComparer.Ordinal));
            return;
        }
        Assert.Equal(IrcPage.UsageOf(node, level).Select(static word => word.IsRequired), fields.Select(static field => field.ChildOf("required") is not null));
    }

    private static XElement CommandIn(XElement answer)
    {
        Assert.True(answer.Is("iq", "result"), answer.ToString());
        return answer.ChildOf("command", Commands)!;
    }

    private static string TextOf(XElement command)
    {
        Assert.Equal("completed", (string?)command.Attribute("status"));
        return command.ChildOf("note") is { } note
            ? ((string?)note.Attribute("type") == "error" ? "error: " : "") + note.Value
            : string.Join('\n', command.Descendants(XName.Get("value", Data)).Select(static value => value.Value));
    }
}
