namespace Bridge.Gateway.Commands;

/// <summary>A command that goes on after its first answer: a step at a time, which may be answered by forms and in a chat in turn. Thread-safe.</summary>
internal interface ICommandDialog
{
    /// <summary>What it asks now. Another object with each step, and when a step is asked again.</summary>
    CommandStep Step { get; }

    /// <summary>Whether there is a step before this one to go back to.</summary>
    bool CanGoBack { get; }

    /// <summary>Whether it has ended, or was given up.</summary>
    bool IsOver { get; }

    /// <summary>How it ended; null while it goes on, and when it was given up.</summary>
    CommandOutcome? Outcome { get; }

    /// <summary>How long to keep it for an answer: longer than until it is given up, so that its user can be told.</summary>
    TimeSpan Patience { get; }

    /// <summary>Takes the values of the step, which are checked.</summary>
    Task<CommandOutcome> NextAsync(IReadOnlyDictionary<string, string> values, CancellationToken stop);

    /// <summary>Goes back to the step before.</summary>
    Task<CommandOutcome> BackAsync(CancellationToken stop);

    /// <summary>Gives it up.</summary>
    Task CancelAsync();
}
