namespace Bridge.Adapters;

/// <summary>A command of the network's own.</summary>
/// <param name="Name">A stable name: lower-case ASCII letters, digits and hyphens.</param>
/// <param name="Title">What it does, in a few words.</param>
/// <param name="Fields">What it asks for.</param>
public sealed record NetworkCommand(string Name, string Title, IReadOnlyList<LoginField> Fields)
{
    /// <summary>
    /// The field that names a group, by its id. Such a command of the descriptor may also be typed in the group, behind a slash and without that field, and is
    /// not said there then. Null for a command that is typed nowhere.
    /// </summary>
    public string? GroupField { get; init; }
}
