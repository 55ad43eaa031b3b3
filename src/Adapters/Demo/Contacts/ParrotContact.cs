namespace Bridge.Adapters.Demo;

/// <summary>Does everything the user does: answers by a reply, sends files back, edits, deletes, reacts and types along.</summary>
internal sealed class ParrotContact() : DemoContact("parrot", "Parrot", "Does what you do")
{
    private static readonly ContactId Me = new("parrot");

    /// <inheritdoc/>
    public override void OnMessage(DemoConversation chat, MessageReceived message)
    {
        chat.Confirm(message);
        chat.Say(message.Content, new ReplyReference(message.Ids[0], message.Sender, message.Content.Text?.Plain));
    }

    /// <inheritdoc/>
    public override void OnEdit(DemoConversation chat, MessageReceived edit)
    {
        if (AnswerTo(chat, edit.EditOf) is { } answer)
            chat.Raise(new MessageReceived { Sender = Me, SenderName = Name, EditOf = answer.Ids[0], Content = edit.Content });
    }

    /// <inheritdoc/>
    public override void OnRetract(DemoConversation chat, IReadOnlyList<MessageId> targets)
    {
        if (AnswerTo(chat, targets[0]) is not { } answer)
            return;

        chat.Log.Remove(answer.Ids[0]);
        chat.Raise(new MessagesRetracted(answer.Ids) { By = Me });
    }

    /// <inheritdoc/>
    public override void OnReact(DemoConversation chat, MessageId target, IReadOnlyList<string> reactions) =>
        chat.Raise(new ReactionsChanged(target, Me, reactions));

    /// <inheritdoc/>
    public override void OnActivity(DemoConversation chat, ActivityKind activity) => chat.Type(activity);

    /// <summary>The log remembers what answers what, so that the parrot need not.</summary>
    private static MessageReceived? AnswerTo(DemoConversation chat, MessageId? target) => chat.Log.Events.OfType<MessageReceived>()
        .FirstOrDefault(message => message.Sender == Me && message.EditOf is null && message.ReplyTo?.Target == target);
}
