namespace Bridge.Adapters.Irc;

/// <summary>Where a line belongs.</summary>
/// <param name="Chat">The conversation.</param>
/// <param name="Channel">The channel, when the account is in it.</param>
/// <param name="FromMe">Another client of the account wrote it.</param>
/// <param name="IsPrivate">It was said to the account alone, and is about the channel.</param>
internal readonly record struct MessagePlace(ChatId Chat, Channel? Channel, bool FromMe, bool IsPrivate);
