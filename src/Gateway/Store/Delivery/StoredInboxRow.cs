namespace Bridge.Store;

/// <summary>An inbox row found at start: stored, not proved to be delivered.</summary>
/// <param name="Id">Its id.</param>
/// <param name="AccountId">The account.</param>
/// <param name="Chat">The chat, or null.</param>
/// <param name="DedupeKey">The dedupe key, or null.</param>
/// <param name="Payload">What was written by <see cref="InboxEntry.WritePayload"/>.</param>
/// <param name="ReceivedAt">Unix milliseconds.</param>
public sealed record StoredInboxRow(long Id, long AccountId, string? Chat, string? DedupeKey, byte[] Payload, long ReceivedAt);
