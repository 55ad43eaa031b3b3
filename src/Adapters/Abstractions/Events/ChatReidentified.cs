namespace Bridge.Adapters;

/// <summary>
/// A chat has another id now (a channel that was renamed, a group that became a supergroup). <see cref="NetworkEvent.Chat"/> is the former one; what
/// follows has the new one, a group's members, its topic and <see cref="GroupJoined"/> first. What is kept of the chat, its archive and its settings,
/// goes with it. Stored before it is delivered.
/// </summary>
/// <param name="Former">The id before.</param>
/// <param name="Current">The id from now on.</param>
public sealed record ChatReidentified(ChatId Former, ChatId Current) : NetworkEvent
{
    /// <summary>Why, or null.</summary>
    public string? Reason { get; init; }
}
