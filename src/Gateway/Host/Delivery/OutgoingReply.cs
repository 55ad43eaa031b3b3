namespace Bridge.Gateway.Delivery;

/// <summary>What a message answers (XEP-0461), as its sender's client names it.</summary>
/// <param name="Id">The id of the answered message.</param>
/// <param name="To">Its author as written, or null.</param>
/// <param name="Quote">What the client quoted of it for those who know no replies, or null.</param>
internal sealed record OutgoingReply(string Id, string? To = null, string? Quote = null)
{
    /// <summary>The author's name in the room, or null.</summary>
    public string? Author { get; init; }

    /// <summary>Whether it was the last of the chat when the reply was written, so that nobody has to be told which.</summary>
    public bool IsLatest { get; init; }
}
