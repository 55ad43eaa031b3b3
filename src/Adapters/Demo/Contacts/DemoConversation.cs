namespace Bridge.Adapters.Demo;

/// <summary>What a contact can do in the direct chat with one account.</summary>
internal sealed class DemoConversation(DemoNetwork network, DemoAccount account, string contact)
{
    /// <summary>The network.</summary>
    public DemoNetwork Network => network;

    /// <summary>The log of the chat.</summary>
    public DemoLog Log => account.LogWith(contact);

    /// <summary>Says something.</summary>
    public MessageReceived Say(MessageContent content, ReplyReference? replyTo = null) => network.SayDirect(account, contact, content, replyTo);

    /// <summary>Says a text.</summary>
    public MessageReceived Say(string text) => Say(MessageContent.FromText(text, MessageFlags.Automated));

    /// <summary>Confirms that a message arrived and was read.</summary>
    public void Confirm(MessageReceived message)
    {
        if (network.Faults.WithholdReceipts)
            return;

        Raise(new ReceiptReceived(ReceiptKind.Delivered, message.Ids));
        Raise(new ReceiptReceived(ReceiptKind.Displayed, message.Ids));
    }

    /// <summary>Is typing, or no longer.</summary>
    public void Type(ActivityKind activity) => Raise(new ActivityChanged(new ContactId(contact), activity));

    /// <summary>Raises any other event in this chat.</summary>
    public void Raise(NetworkEvent networkEvent) => network.RaiseDirect(account, contact, networkEvent);

    /// <summary>Does something later.</summary>
    public void After(TimeSpan delay, Action action) => network.After(delay, action);
}
