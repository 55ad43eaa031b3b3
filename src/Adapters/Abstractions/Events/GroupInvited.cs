namespace Bridge.Adapters;

/// <summary>Somebody invites the account to the group that <see cref="NetworkEvent.Chat"/> names. Stored before it is delivered.</summary>
/// <param name="By">Who.</param>
public sealed record GroupInvited(ContactId By) : NetworkEvent
{
    /// <summary>Why, or null.</summary>
    public string? Reason { get; init; }
}
