namespace Bridge.Gateway.Delivery;

/// <summary>What a user asks of a chat. The values are stored.</summary>
internal enum OutgoingKind
{
    /// <summary>A message.</summary>
    Message = 0,

    /// <summary>A message has another text now (XEP-0308).</summary>
    Correction = 1,

    /// <summary>The user's reactions to a message are these now (XEP-0444).</summary>
    Reactions = 2,

    /// <summary>A message of the user is to be forgotten (XEP-0424).</summary>
    Retraction = 3,
}
