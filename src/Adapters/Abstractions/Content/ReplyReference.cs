namespace Bridge.Adapters;

/// <summary>Points at the message that is answered.</summary>
/// <param name="Target">Its id on the network, or null when not known.</param>
/// <param name="Author">Who wrote it, or null.</param>
/// <param name="Quote">What it said, as far as known, for fallbacks.</param>
public sealed record ReplyReference(MessageId? Target, ContactId? Author = null, string? Quote = null);
