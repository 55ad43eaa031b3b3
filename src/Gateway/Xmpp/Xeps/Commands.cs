using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Ad-hoc commands (XEP-0050).</summary>
public static class Commands
{
    /// <summary>What somebody wants a command to do.</summary>
    /// <param name="Node">The command.</param>
    /// <param name="SessionId">Null to begin.</param>
    /// <param name="Action"><c>execute</c>, <c>next</c>, <c>prev</c>, <c>complete</c> or <c>cancel</c>; <c>execute</c> when nothing is said.</param>
    /// <param name="Form">What was filled in, or null.</param>
    public sealed record Request(string Node, string? SessionId, string Action, DataForms.Form? Form);

    /// <summary>A remark for people.</summary>
    /// <param name="Type"><c>info</c>, <c>warn</c> or <c>error</c>.</param>
    /// <param name="Text">The remark.</param>
    public sealed record Note(string Type, string Text);

    /// <summary>What a command answers.</summary>
    /// <param name="Node">The command.</param>
    /// <param name="SessionId">The session, unique with the person's address.</param>
    /// <param name="Status"><c>executing</c>, <c>completed</c> or <c>canceled</c>.</param>
    public sealed record Response(string Node, string SessionId, string Status)
    {
        /// <summary>What can be done next: <c>prev</c>, <c>next</c>, <c>complete</c>; only while executing.</summary>
        public IReadOnlyList<string> Actions { get; init; } = [];

        /// <summary>What <c>execute</c> means, one of <see cref="Actions"/>; null for the first of them other than <c>prev</c>.</summary>
        public string? DefaultAction { get; init; }

        /// <summary>Remarks for people.</summary>
        public IReadOnlyList<Note> Notes { get; init; } = [];

        /// <summary>A form or a result, or null.</summary>
        public DataForms.Form? Form { get; init; }

        /// <summary>Further payload, for example an address (XEP-0066).</summary>
        public IReadOnlyList<XElement> Extras { get; init; } = [];
    }

    /// <summary>Reads a request. Never throws.</summary>
    /// <param name="iq">An IQ of type set.</param>
    /// <returns>Null when it is none. An unknown action is passed on as it is; the answer is <see cref="MalformedAction"/>.</returns>
    public static Request? Read(XElement iq) =>
        iq.Type == "set" && iq.Child(Ns.Commands, "command") is { } command && command.Attr("node") is { Length: > 0 } node
            ? new Request(node, command.Attr("sessionid") is { Length: > 0 } id ? id : null, command.Attr("action") ?? "execute", DataForms.Read(command))
            : null;

    /// <summary>The payload of an answer.</summary>
    /// <param name="response">What to say.</param>
    public static XElement Build(Response response) => new(
        Ns.Commands + "command",
        new XAttribute("node", response.Node),
        new XAttribute("sessionid", response.SessionId),
        new XAttribute("status", response.Status),
        BuildActions(response),
        response.Notes.Select(note => new XElement(Ns.Commands + "note", new XAttribute("type", note.Type), note.Text)),
        response.Form is null ? null : DataForms.Build(response.Form),
        response.Extras);

    /// <summary>The session is unknown or was ended (section 4.5).</summary>
    public static StanzaError BadSessionId { get; } = Error("bad-sessionid");

    /// <summary>The session has taken too long (section 4.5).</summary>
    public static StanzaError SessionExpired { get; } = new StanzaError("cancel", "not-allowed") { Detail = new XElement(Ns.Commands + "session-expired") };

    /// <summary>The action is not possible now (section 4.5).</summary>
    public static StanzaError BadAction { get; } = Error("bad-action");

    /// <summary>The action is none that the XEP knows (section 4.5).</summary>
    public static StanzaError MalformedAction { get; } = Error("malformed-action");

    /// <summary>The form does not fit the stage (section 4.5).</summary>
    public static StanzaError BadPayload { get; } = Error("bad-payload");

    private static StanzaError Error(string detail) => StanzaError.BadRequest with { Detail = new XElement(Ns.Commands + detail) };

    private static XElement? BuildActions(Response response)
    {
        if (response.Status != "executing" || response.Actions.Count == 0)
            return null;
        var execute = response.DefaultAction ?? response.Actions.FirstOrDefault(action => action != "prev");
        return new XElement(
            Ns.Commands + "actions",
            execute is null ? null : new XAttribute("execute", execute),
            response.Actions.Select(action => new XElement(Ns.Commands + action)));
    }
}
