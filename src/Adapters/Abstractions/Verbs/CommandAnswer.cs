namespace Bridge.Adapters;

/// <summary>What a command of the network has to say.</summary>
/// <param name="Text">For people, and all of it; lines separated by <c>\n</c>.</param>
public sealed record CommandAnswer(string Text)
{
    /// <summary>The groups that it is about, in the order to show them: who has forms sees them as a table to join from, instead of the text.</summary>
    public IReadOnlyList<GroupListing> Groups { get; init; } = [];
}
