using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Media;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Commands;

/// <summary>The contact that takes commands and answers questions in a chat: many clients have no other way to command a gateway.</summary>
internal sealed partial class ControlContact(Network network, OwnAccounts own, ChatCommands commands, CommandQueue queue)
{
    /// <summary>How long a picture can be fetched: as long as what it says is good for.</summary>
    private static readonly TimeSpan PictureLife = TimeSpan.FromMinutes(15);

    private readonly ILogger _log = network.Loggers.CreateLogger<ControlContact>();

    /// <summary>Answers a message to the control contact, to the domain or to an account's own address.</summary>
    public void Receive(XElement stanza, Jid from, Jid to, NetworkAddress? address)
    {
        if (stanza.Type == "groupchat")
        {
            network.Link.Refuse(stanza, StanzaError.NotAcceptable.WithText("This is no room."));
            return;
        }

        // A headline wants no answer (RFC 6121 section 5.2.2).
        if (stanza.Type == "headline" || own.ScopeOf(to, address) is not { } scope)
        {
            return;
        }

        if (MessageReader.Read(stanza, out var error) is null || stanza.Body is not { } body)
        {
            network.Link.Refuse(stanza, error);
            return;
        }

        // The text as it was written: a corrected command is a command, and “/me” may begin a password.
        var text = body.Trim();
        if (!queue.TryRun(from.Bare, inOrder: true, stop => AnswerAsync(text, from, scope, stop)))
        {
            network.Link.Refuse(stanza, StanzaError.ResourceConstraint.WithText(ChatTexts.TooMuch));
            return;
        }

        if (Receipts.IsRequested(stanza) && stanza.Id is { } id)
        {
            network.Link.Send(Stanza.Message(network.ControlContact, from, "chat", null, Receipts.BuildReceived(id), Hints.Store()));
        }
    }

    /// <summary>Takes up in the chat what a command asks that was begun elsewhere.</summary>
    public void TakeUp(Jid user, CommandRequest request, ICommandDialog dialog) => Say(user, commands.TakeUp(request, dialog));

    /// <summary>Tells a user how a command has gone on by itself; one that was given up, only where it was asked about here.</summary>
    public void TellOf(Jid user, ICommandDialog dialog)
    {
        var caller = new CommandCaller(user, own.ScopeOf(network.Domain, null)!);
        if (commands.FindByNode(Ns.Register.NamespaceName, caller) is { } command && (!dialog.IsOver || dialog.Outcome is not null || commands.IsAsking(caller, dialog)))
        {
            TakeUp(user, new CommandRequest(command, caller, []), dialog);
        }
    }

    /// <summary>Says a text, and shows behind it the picture that belongs to it, where pictures can be shown.</summary>
    private void Say(Jid to, string text)
    {
        network.Link.Send(Stanza.Message(network.ControlContact, to, "chat", Guid.CreateVersion7().ToString("N"), Stanza.BodyOf(MessageText.Fit(text))));
        if (commands.TakePicture(to) is { } picture && network.Media.IsOn)
        {
            queue.TryRun(to.Bare, inOrder: false, stop => ShowAsync(to, picture, stop));
        }
    }

    /// <summary>A picture that cannot be shown is not missed: the text says it all.</summary>
    private async Task ShowAsync(Jid to, BitsOfBinary.Item picture, CancellationToken stop)
    {
        try
        {
            var file = await network.Media.PublishAsync(null, to, new ShownPicture(picture), picture.Cid, stop, PictureLife);
            foreach (var piece in DirectStanzas.Of(new MessageContent { Parts = [new FilePart(file, FileKind.Image)] }))
            {
                network.Link.Send(Stanza.Message(
                    network.ControlContact, to, "chat", Guid.CreateVersion7().ToString("N"), Stanza.BodyOf(piece.Body), piece.Elements, Hints.NoPermanentStore()));
            }
        }
        catch (MediaException e)
        {
            LogNoPicture(_log, network.Name, e.Message);
        }
    }

    private async Task AnswerAsync(string text, Jid from, CommandScope scope, CancellationToken stop)
    {
        string answer;
        try
        {
            answer = await commands.AnswerAsync(text, new CommandCaller(from.Bare, scope), stop);
        }
#pragma warning disable CA1031 // Every message is answered.
        catch (Exception e) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(_log, e, network.Name);
            answer = ChatTexts.Failed;
        }

        Say(from, answer);
    }

    [LoggerMessage(2102, LogLevel.Information, "{Network}: a picture could not be shown in a chat, its text was: {Problem}")]
    private static partial void LogNoPicture(ILogger log, string network, string problem);

    [LoggerMessage(2101, LogLevel.Error, "{Network}: a message to the control contact could not be answered")]
    private static partial void LogFailed(ILogger log, Exception cause, string network);
}
