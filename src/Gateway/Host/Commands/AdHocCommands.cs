using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;
using Xep = Bridge.Xmpp.Xeps.Commands;

namespace Bridge.Gateway.Commands;

/// <summary>Commands as forms and buttons in a client (XEP-0050): discovery, and the steps of each.</summary>
internal sealed partial class AdHocCommands(Network network, OwnAccounts own, CommandTable table, CommandQueue queue)
{
    /// <summary>How many commands a user may have open; a client that forgets them does not lock its user out, because the oldest goes.</summary>
    public const int MaxSessions = 5;

    private readonly PendingRequests<AdHocSession> _sessions = new(network.Time, MaxSessions);

    /// <summary>Answers a request that is about commands; false for others.</summary>
    public bool Answer(XElement stanza, XElement request, Jid from, Jid to, NetworkAddress? address)
    {
        if (own.ScopeOf(to, address) is not { } scope)
        {
            return false;
        }

        var caller = new CommandCaller(from.Bare, scope);
        if (stanza.Type == "set")
        {
            return request.Name == Ns.Commands + "command" && Command(stanza, from, to, caller);
        }

        var node = request.Attr("node");
        if (request.Name == Ns.DiscoItems + "query" && node == Ns.Commands.NamespaceName)
        {
            network.Link.Send(Stanza.Result(stanza, Disco.BuildItems(table.List(caller).Select(command => new Disco.Item(to, command.Title, command.Node)), node)));
            return true;
        }

        if (request.Name == Ns.DiscoInfo + "query" && node is not null && InfoOf(node, caller) is { } info)
        {
            network.Link.Send(Stanza.Result(stanza, Disco.BuildInfo(info, node)));
            return true;
        }

        return false;
    }

    private Disco.Info? InfoOf(string node, CommandCaller caller)
    {
        if (node == Ns.Commands.NamespaceName)
        {
            string[] features = [Ns.DiscoInfo.NamespaceName, Ns.DiscoItems.NamespaceName, Ns.Commands.NamespaceName];
            return new Disco.Info([new Disco.Identity("automation", "command-list", "Commands")], features, []);
        }

        return table.FindNode(node, caller) is { } command && table.MayRun(caller, command)
            ? new Disco.Info([new Disco.Identity("automation", "command-node", command.Title)], [Ns.Commands.NamespaceName, Ns.Data.NamespaceName], [])
            : null;
    }

    private bool Command(XElement stanza, Jid from, Jid to, CommandCaller caller)
    {
        if (!queue.TryRun(from.Bare, inOrder: false, stop => AnswerAsync(stanza, from, to, caller, stop)))
        {
            network.Link.Refuse(stanza, StanzaError.ResourceConstraint.WithText(ChatTexts.TooMuch));
        }

        return true;
    }

    private async Task AnswerAsync(XElement stanza, Jid from, Jid to, CommandCaller caller, CancellationToken stop)
    {
        try
        {
            var (response, error) = Xep.Read(stanza) switch
            {
                null => (null, StanzaError.BadRequest),
                { Action: not ("execute" or "next" or "prev" or "complete" or "cancel") } => (null, Xep.MalformedAction),
                { SessionId: null } request => await BeginAsync(request, from, to, caller, stop),
                { SessionId: { } id } request => await ContinueAsync(request, id, from, to, stop),
            };
            if (response is null)
            {
                network.Link.Refuse(stanza, error);
            }
            else
            {
                network.Link.Send(Stanza.Result(stanza, Xep.Build(response)));
            }
        }
        catch (Exception)
        {
            // The owner of the task logs it.
            network.Link.Refuse(
                stanza, stop.IsCancellationRequested ? StanzaError.RemoteServerTimeout.WithText("The gateway is being stopped.") : StanzaError.InternalServerError);
            throw;
        }
    }

    private async Task<(Xep.Response? Response, StanzaError? Error)> BeginAsync(
        Xep.Request request, Jid from, Jid to, CommandCaller caller, CancellationToken stop)
    {
        if (request.Action != "execute")
        {
            return (null, Xep.BadAction);
        }

        if (table.FindNode(request.Node, caller) is not { } command)
        {
            return (null, StanzaError.ItemNotFound);
        }

        if (!table.MayRun(caller, command))
        {
            return (null, StanzaError.Forbidden.WithText(ChatTexts.NotAllowed));
        }

        var id = Guid.NewGuid().ToString("N");
        var (begun, outcome) = await CommandRequest.BeginAsync(command, caller, stop);
        if (begun is null)
        {
            return (CommandForms.Completed(command, id, outcome!), null);
        }

        // Who knows the fields may fill them in at once.
        var session = new AdHocSession(id, from, to.Bare, begun);
        return begun.Fields.Count == 0 ? (await GoOnAsync(session, stop), null)
            : request.Form is { Type: "submit" } form ? (await SubmitAsync(session, form, stop), null)
            : (Ask(session, null), null);
    }

    private async Task<(Xep.Response? Response, StanzaError? Error)> ContinueAsync(Xep.Request request, string id, Jid from, Jid to, CancellationToken stop)
    {
        if (_sessions.Take(AdHocSession.KeyOf(from, id)) is not { } session)
        {
            return (null, Xep.BadSessionId);
        }

        if (session.Request.Command.Node != request.Node || session.Address != to.Bare)
        {
            return Again(session, Xep.BadSessionId);
        }

        if (session.Dialog is { } dialog)
        {
            return await ContinueAsync(session, dialog, request, stop);
        }

        if (request.Action == "cancel" || request.Form is { Type: "cancel" })
        {
            return (new Xep.Response(request.Node, id, "canceled"), null);
        }

        if (request.Action == "prev" && session.IsConfirming && session.Request.Fields.Count > 0)
        {
            return (Ask(session with { IsConfirming = false }, null), null);
        }

        if (request.Action != "execute" && request.Action != ForwardOf(session))
        {
            return Again(session, Xep.BadAction);
        }

        if (session.IsConfirming)
        {
            return (await ConfirmedAsync(session, request.Form, stop), null);
        }

        return request.Form is { Type: "submit" } form ? (await SubmitAsync(session, form, stop), null) : Again(session, Xep.BadPayload);
    }

    private async Task<Xep.Response> SubmitAsync(AdHocSession session, DataForms.Form form, CancellationToken stop) =>
        CommandForms.Submit(session.Request, form) is { } problem ? Ask(session, problem) : await GoOnAsync(session, stop);

    /// <summary>All values are there.</summary>
    private async Task<Xep.Response> GoOnAsync(AdHocSession session, CancellationToken stop)
    {
        var command = session.Request.Command;
        return command.Confirm is null ? await RunAsync(session, stop) : AskToConfirm(session, null);
    }

    private Xep.Response AskToConfirm(AdHocSession session, string? problem)
    {
        var next = session with { IsConfirming = true };
        var command = next.Request.Command;
        _sessions.Put(next.Key, next.Request.Caller.User, next);
        return new Xep.Response(command.Node, next.Id, "executing")
        {
            Actions = next.Request.Fields.Count > 0 ? ["prev", "complete"] : ["complete"],
            DefaultAction = "complete",
            Notes = problem is null ? [] : [new Xep.Note("error", problem)],
            Form = CommandForms.Confirmation(command, command.Confirm!(next.Request.Call), command.ConfirmWith?.Invoke(next.Request.Call)),
        };
    }

    private async Task<Xep.Response> ConfirmedAsync(AdHocSession session, DataForms.Form? form, CancellationToken stop) =>
        session.Request.ConfirmWord is { } word && !CommandRequest.IsWord(form?.Value(CommandForms.ConfirmField), word)
            ? AskToConfirm(session, $"That is not “{word}”.")
            : await RunAsync(session, stop);

    private async Task<Xep.Response> RunAsync(AdHocSession session, CancellationToken stop)
    {
        var outcome = await table.RunAsync(session.Request, stop);
        return outcome.Dialog is { } dialog ? AskStep(session with { Dialog = dialog, IsConfirming = false }, null)
            : outcome.CanBeMended ? Ask(session with { IsConfirming = false }, outcome.Text) : CommandForms.Completed(session.Request.Command, session.Id, outcome);
    }

    private Xep.Response Ask(AdHocSession session, string? problem)
    {
        _sessions.Put(session.Key, session.Request.Caller.User, session);
        return new Xep.Response(session.Request.Command.Node, session.Id, "executing")
        {
            Actions = [ForwardOf(session)],
            Notes = problem is null ? [] : [new Xep.Note("error", problem)],
            Form = CommandForms.Build(session.Request),
        };
    }

    private (Xep.Response? Response, StanzaError? Error) Again(AdHocSession session, StanzaError error)
    {
        _sessions.Put(session.Key, session.Request.Caller.User, session);
        return (null, error);
    }

    private static string ForwardOf(AdHocSession session) => session.IsConfirming || session.Request.Command.Confirm is null ? "complete" : "next";
}
