namespace Bridge.Adapters;

/// <summary>A person's reactions to a message changed. Stored before it is delivered.</summary>
/// <param name="Target">The message.</param>
/// <param name="Sender">Whose reactions.</param>
/// <param name="Reactions">Emoji: the whole set, or what <see cref="Change"/> says.</param>
public sealed record ReactionsChanged(MessageId Target, ContactId Sender, IReadOnlyList<string> Reactions) : NetworkEvent
{
    /// <summary>Whether the list is the full set or a change to it.</summary>
    public SetChange Change { get; init; }

    /// <summary>True when it is the account's own reaction from another device.</summary>
    public bool FromMe { get; init; }
}
