namespace Bridge.Adapters;

/// <summary>A command of the network's own.</summary>
/// <param name="Name">A stable name: lower-case ASCII letters, digits and hyphens.</param>
/// <param name="Title">What it does, in a few words.</param>
/// <param name="Fields">What it asks for.</param>
public sealed record NetworkCommand(string Name, string Title, IReadOnlyList<LoginField> Fields);
