namespace Bridge.Store;

/// <summary>A message in the archive of a room, which is one account's own.</summary>
public sealed record ArchivedMessage
{
    /// <summary>The account that saw it.</summary>
    public required long AccountId { get; init; }

    /// <summary>The chat on the network.</summary>
    public required string Chat { get; init; }

    /// <summary>The id that the gateway gave it (XEP-0359), unique in the chat.</summary>
    public required string StanzaId { get; init; }

    /// <summary>When it was said: Unix milliseconds.</summary>
    public required long SaidAt { get; init; }

    /// <summary>Who said it: the id on the network, or empty for the account's own user.</summary>
    public required string Sender { get; init; }

    /// <summary>The name that the sender had in the room.</summary>
    public required string Nick { get; init; }

    /// <summary>The message in UTF-8, without a recipient.</summary>
    public required byte[] Stanza { get; init; }
}
