namespace Bridge.Gateway.Commands;

/// <summary>A command with all its values, checked.</summary>
/// <param name="Caller">Who gave it.</param>
/// <param name="Values">By field name; what was left out is not in it. May hold secrets: never log it.</param>
internal sealed record CommandCall(CommandCaller Caller, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Keeps the values out of every text.</summary>
    public override string ToString() => nameof(CommandCall);
}
