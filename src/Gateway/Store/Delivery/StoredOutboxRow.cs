namespace Bridge.Store;

/// <summary>An outbox row found at start.</summary>
/// <param name="Id">Its id.</param>
/// <param name="AccountId">The account.</param>
/// <param name="Chat">The chat.</param>
/// <param name="State">The state when the process ended.</param>
/// <param name="Payload">What was written by <see cref="OutboxEntry.WritePayload"/>.</param>
/// <param name="Sender">The full JID that sent it.</param>
/// <param name="Recipient">The JID it was sent to.</param>
/// <param name="XmppId">The id attribute of the stanza, or null.</param>
/// <param name="AcceptedAt">Unix milliseconds.</param>
/// <param name="Attempts">Times it was handed to the network.</param>
/// <param name="Reason">Why it is not sent, or null.</param>
/// <param name="IsNoticed">Whether it is proved that its sender was told that it waits.</param>
public sealed record StoredOutboxRow(
    long Id, long AccountId, string Chat, OutboxState State, byte[] Payload, string Sender, string Recipient, string? XmppId, long AcceptedAt, int Attempts, string? Reason,
    bool IsNoticed);
