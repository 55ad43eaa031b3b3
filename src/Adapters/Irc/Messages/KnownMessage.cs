namespace Bridge.Adapters.Irc;

/// <summary>A message that was seen.</summary>
/// <param name="Chat">Where.</param>
/// <param name="Sender">Who wrote it, folded.</param>
/// <param name="At">When, by the server's clock.</param>
internal sealed record KnownMessage(ChatId Chat, string Sender, DateTimeOffset At);
