namespace Bridge.Adapters;

/// <summary>Optional: own messages can be edited (XEP-0308).</summary>
public interface IEditsMessages
{
    /// <summary>Replaces what a message says.</summary>
    /// <param name="target">The first id of the message.</param>
    /// <param name="message">The complete new content.</param>
    /// <param name="stop">Ends the wait.</param>
    Task<SendResult> EditAsync(MessageId target, OutgoingMessage message, CancellationToken stop);
}
