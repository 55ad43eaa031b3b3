namespace Bridge.Gateway.Commands;

/// <summary>A command that waits for its user's next message.</summary>
/// <param name="Request">The command so far.</param>
/// <param name="Field">What was asked for; null when the question was whether to go on.</param>
internal sealed record ChatDialog(CommandRequest Request, CommandField? Field)
{
    /// <summary>What a command that goes on asks; null for one that has asked for its values only.</summary>
    public ICommandDialog? Steps { get; init; }

    /// <summary>The step that was asked, which may have gone on by itself since.</summary>
    public CommandStep? Step { get; init; }
}
