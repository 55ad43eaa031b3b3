namespace Bridge.Adapters;

/// <summary>A person has received or read messages. Stored before it is delivered.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Targets">The messages.</param>
public sealed record ReceiptReceived(ReceiptKind Kind, IReadOnlyList<MessageId> Targets) : NetworkEvent
{
    /// <summary>True when everything before the last target is meant as well.</summary>
    public bool UpTo { get; init; }

    /// <summary>Who; null in a direct chat for the other side. The account itself when read on another device.</summary>
    public ContactId? By { get; init; }

    /// <summary>True when the account's own user read it on another device.</summary>
    public bool FromMe { get; init; }
}
