using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Commands;

/// <summary>What a command has to say when it is done.</summary>
/// <param name="Text">For people; lines separated by <c>\n</c>.</param>
/// <param name="IsError">Whether it was not done.</param>
internal sealed record CommandOutcome(string Text, bool IsError = false)
{
    /// <summary>Whether other values would do, so that a form stays open for them.</summary>
    public bool CanBeMended { get; init; }

    /// <summary>The same as a table, for who has forms; null when there are only words.</summary>
    public DataForms.Form? Table { get; init; }

    /// <summary>What the command asks next, when it is not at its end; the text and the rest mean nothing then.</summary>
    public ICommandDialog? Dialog { get; init; }

    /// <summary>It was not done.</summary>
    public static CommandOutcome Failed(string text) => new(text, IsError: true);
}
