namespace Bridge.Gateway.Conversations;

/// <summary>Where a body names somebody.</summary>
/// <param name="Start">The place of the name, in UTF-16 code units.</param>
/// <param name="Length">Its length.</param>
/// <param name="Contact">Who it is, on the network.</param>
internal readonly record struct BodyMention(int Start, int Length, string Contact)
{
    /// <summary>How many of one message are told to clients, or to the network.</summary>
    public const int Most = 64;
}
