namespace Bridge.Adapters.Demo;

/// <summary>A message as it arrived on the network, for tests to look at.</summary>
/// <param name="Account">The account that sent it.</param>
/// <param name="Chat">Where to.</param>
/// <param name="Ids">The ids it got; of an edit, the id of what was edited.</param>
/// <param name="IsEdit">Whether it replaced an earlier message.</param>
/// <param name="Message">The message as the session was given it.</param>
public sealed record DemoReceived(string Account, ChatId Chat, IReadOnlyList<MessageId> Ids, bool IsEdit, OutgoingMessage Message)
{
    /// <summary>The plain text, or nothing.</summary>
    public string Text => Message.Content.Text?.Plain ?? "";
}
