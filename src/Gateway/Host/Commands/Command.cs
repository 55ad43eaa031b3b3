namespace Bridge.Gateway.Commands;

/// <summary>One command, defined once for all the ways to give it.</summary>
/// <param name="Name">What is written in a chat, and the node of the ad-hoc command where that is no other: stable, lower-case.</param>
/// <param name="Title">What it does, in a few words.</param>
/// <param name="Run">Does it. Its values are checked; a failure of the network may be thrown.</param>
internal sealed record Command(string Name, string Title, Func<CommandCall, CancellationToken, Task<CommandOutcome>> Run)
{
    /// <summary>The node of the ad-hoc command.</summary>
    public string Node { get => field ?? Name; init; }

    /// <summary>Another word for it in a chat, or null.</summary>
    public string? Alias { get; init; }

    /// <summary>More for who asks for help about it, or empty.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>In the order in which they are written in a chat.</summary>
    public IReadOnlyList<CommandField> Fields { get; init; } = [];

    /// <summary>The fields for one caller, where they depend on the caller; null where they are <see cref="Fields"/>.</summary>
    public Func<CommandCaller, IReadOnlyList<CommandField>>? FieldsOf { get; init; }

    /// <summary>What the same name means in a chat, for a command that is a form; null where it means the same.</summary>
    public Command? InChat { get; init; }

    public CommandAccess Access { get; init; }

    public CommandPlaces Places { get; init; } = CommandPlaces.Everywhere;

    /// <summary>What is about to happen, for a command that asks before it acts; null for others.</summary>
    public Func<CommandCall, string>? Confirm { get; init; }

    /// <summary>What the user has to write before what cannot be undone is done; null where a yes is enough. Only with <see cref="Confirm"/>.</summary>
    public Func<CommandCall, string>? ConfirmWith { get; init; }

    /// <summary>The fields that a caller is asked for.</summary>
    public IEnumerable<CommandField> FieldsFor(CommandCaller caller) => (FieldsOf?.Invoke(caller) ?? Fields)
        .Where(field => !(field.IsAccount && caller.Scope.Account is not null) && !(field.IsPlace && caller.Scope.Chat is not null));
}
