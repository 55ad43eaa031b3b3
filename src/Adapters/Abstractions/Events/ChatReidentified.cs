namespace Bridge.Adapters;

/// <summary>A chat has another id now (a group that became a supergroup). Its JID stays. Stored before it is delivered.</summary>
/// <param name="Former">The id before.</param>
/// <param name="Current">The id from now on.</param>
public sealed record ChatReidentified(ChatId Former, ChatId Current) : NetworkEvent;
