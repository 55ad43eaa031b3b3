namespace Bridge.Adapters;

/// <summary>
/// Somebody asks to be in the account's contact list. Stored before it is delivered, and answered by <see cref="IAnswersContactRequests"/>.
/// </summary>
/// <param name="Contact">Who asks.</param>
public sealed record ContactRequested(ContactId Contact) : NetworkEvent
{
    /// <summary>The name they show, or null.</summary>
    public string? Name { get; init; }

    /// <summary>What they say with it, or null.</summary>
    public string? Text { get; init; }
}
