using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Commands;
using Bridge.Gateway.Components;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Logins;

/// <summary>
/// Registration by form (XEP-0077): the first step of a login, for clients with data forms and for those without. What comes after it is asked in the
/// chat with the control contact, and may be answered by the command as well.
/// </summary>
internal sealed class RegisterRequests(
    Network network, OwnAccounts own, CommandTable table, CommandQueue queue, LoginRuns runs, AccountRemoval removal, ControlContact control)
{
    private static readonly HashSet<string> Legacy = new(StringComparer.Ordinal) { "username", "password", "email", "phone" };

    /// <summary>Answers a request that is about registration, or for a picture that a login shows; false for others.</summary>
    public bool Answer(XElement stanza, XElement request, Jid from, Jid to)
    {
        if (!network.NeedsLogin || to.Local is not (null or StanzaRouter.ControlNode))
        {
            return false;
        }

        if (request.Name == Ns.Bob + "data" && stanza.Type == "get")
        {
            if (runs.FindImage(from.Bare, BitsOfBinary.Read(stanza)) is { } image)
            {
                network.Link.Send(Stanza.Result(stanza, BitsOfBinary.Build(image)));
            }
            else
            {
                network.Link.Refuse(stanza, StanzaError.ItemNotFound);
            }

            return true;
        }

        if (request.Name != Ns.Register + "query")
        {
            return false;
        }

        if (stanza.Type == "get")
        {
            network.Link.Send(Stanza.Result(stanza, Form(from.Bare)));
        }
        else if (!queue.TryRun(from.Bare, inOrder: false, stop => SubmitAsync(stanza, from, stop)))
        {
            network.Link.Refuse(stanza, StanzaError.ResourceConstraint.WithText(ChatTexts.TooMuch));
        }

        return true;
    }

    private IReadOnlyList<LoginFlow> Flows => network.Adapter.Descriptor.LoginFlows;

    /// <summary>The way whose first step is in the form.</summary>
    private LoginFlow? Shown => Flows.FirstOrDefault(static flow => flow.FirstInput is not null);

    private IReadOnlyList<CommandField> Fields => [.. (Shown?.FirstInput!.Fields ?? []).Select(LoginSteps.Field)];

    private XElement Form(Jid user)
    {
        var name = network.Adapter.Descriptor.DisplayName;
        var instructions = $"Log in to {name} with this form, or write “login” to {network.ControlContact.Bare}. {Shown?.FirstInput?.Instructions}".TrimEnd();
        var request = new CommandRequest(Login(user)!, Caller(user), [.. Way, .. Fields]);
        var form = CommandForms.Build(request);
        var isRegistered = network.AccountStore.FindOfUser(user.ToString(), network.Name).Any(static account => account is { HasCredentials: true, IsBeingRemoved: false });
        return Register.Build(
            instructions, isRegistered, Fields.Where(static field => Legacy.Contains(field.Name)).Select(static field => (field.Name, field.Default)),
            form with { Title = name, Instructions = instructions, Fields = [DataForms.FormTypeField(Ns.Register.NamespaceName), .. form.Fields] });
    }

    private CommandField[] Way => Flows.Count > 1 ? [LoginSteps.FieldOf(Flows) with { Default = (Shown ?? Flows[0]).Id }] : [];

    private CommandCaller Caller(Jid user) => new(user, own.ScopeOf(network.Domain, null)!);

    private Command? Login(Jid user) => table.FindNode(Ns.Register.NamespaceName, Caller(user));

    private async Task SubmitAsync(XElement stanza, Jid from, CancellationToken stop)
    {
        try
        {
            switch (Register.Read(stanza))
            {
                case null:
                    network.Link.Refuse(stanza, StanzaError.BadRequest);
                    break;
                case { IsRemoval: true }:
                    await RemoveAsync(stanza, from.Bare, stop);
                    break;
                case { IsCancelled: true }:
                    network.Link.Send(Stanza.Result(stanza));
                    break;
                case { } submission:
                    await LogInAsync(stanza, from, submission, stop);
                    break;
            }
        }
        catch (StoreException)
        {
            network.Link.Refuse(stanza, StanzaError.InternalServerError.WithText("The gateway cannot store anything at the moment. Please try again later."));
        }
        catch (Exception)
        {
            // The owner of the task logs it.
            network.Link.Refuse(stanza, stop.IsCancellationRequested ? StanzaError.RemoteServerTimeout.WithText("The gateway is being stopped.") : StanzaError.InternalServerError);
            throw;
        }
    }

    private async Task LogInAsync(XElement stanza, Jid from, Register.Submission submission, CancellationToken stop)
    {
        // A form begins anew.
        if (runs.Find(from.Bare) is { } former)
        {
            await former.CancelAsync();
        }

        var request = new CommandRequest(Login(from.Bare)!, Caller(from.Bare), []);
        var outcome = await table.RunAsync(request, stop);
        if (runs.Find(from.Bare) is { } run)
        {
            run.IsByForm = true;
        }

        if (Flows.Count > 1 && outcome.Dialog is { } choice)
        {
            var way = submission.Fields.GetValueOrDefault(LoginSteps.Flow) is { Length: > 0 } chosen ? chosen : (Shown ?? Flows[0]).Id;
            if (await AnswerAsync(stanza, request, choice, new Dictionary<string, string> { [LoginSteps.Flow] = way }, stop) is not { } begun)
            {
                return;
            }

            outcome = begun;
        }

        if (outcome.Dialog is { Step.Waits: false } first && first.Step.Fields.Any(field => submission.Fields.ContainsKey(field.Name)))
        {
            if (await AnswerAsync(stanza, request, first, submission.Fields, stop) is not { } next)
            {
                return;
            }

            outcome = next;
        }

        await EndAsync(stanza, from, request, outcome);
    }

    /// <summary>Fills a step in; null when that was refused.</summary>
    private async Task<CommandOutcome?> AnswerAsync(
        XElement stanza, CommandRequest request, ICommandDialog dialog, IReadOnlyDictionary<string, string> values, CancellationToken stop)
    {
        var answer = request.For(dialog.Step);
        List<string> problems = [];
        foreach (var field in answer.Fields)
        {
            if (answer.Set(field, values.GetValueOrDefault(field.Name)) is { } problem)
            {
                problems.Add(problem);
            }
        }

        if (problems.Count == 0 && answer.Missing is { } missing)
        {
            problems.Add($"{missing.Label}: missing.");
        }

        if (problems.Count == 0)
        {
            return await table.ContinueAsync(answer, dialog, stop);
        }

        await dialog.CancelAsync();
        network.Link.Refuse(stanza, StanzaError.NotAcceptable.WithText(string.Join('\n', problems)));
        return null;
    }

    private async Task EndAsync(XElement stanza, Jid from, CommandRequest request, CommandOutcome outcome)
    {
        if (outcome.Dialog is { Step.Error: { } error } refused)
        {
            await refused.CancelAsync();
            network.Link.Refuse(stanza, StanzaError.NotAcceptable.WithText(error));
        }
        else if (outcome.Dialog is { } going)
        {
            network.Link.Send(Stanza.Result(stanza));
            if (going is LoginRun run)
            {
                run.IsByForm = false;
            }

            control.TakeUp(from, request, going);
        }
        else if (outcome.IsError)
        {
            network.Link.Refuse(stanza, StanzaError.Forbidden.WithText(outcome.Text));
        }
        else
        {
            network.Link.Send(Stanza.Result(stanza));
            runs.Subscribe(from.Bare);
        }
    }

    /// <summary>The answer comes first, and then what it means for the contact list (section 3.2).</summary>
    private async Task RemoveAsync(XElement stanza, Jid user, CancellationToken stop)
    {
        var all = network.AccountStore.FindOfUser(user.ToString(), network.Name);
        if (all.Count == 0)
        {
            network.Link.Refuse(stanza, StanzaError.RegistrationRequired.WithText("You have no account here."));
            return;
        }

        await removal.MarkAsync(all, stop);
        network.Link.Send(Stanza.Result(stanza));
        foreach (var account in all)
        {
            await removal.Start(account).WaitAsync(stop);
        }
    }
}
