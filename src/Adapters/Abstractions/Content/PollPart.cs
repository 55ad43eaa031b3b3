namespace Bridge.Adapters;

/// <summary>A poll.</summary>
/// <param name="Question">The question.</param>
/// <param name="Options">The answers, in order, with the votes known for each (null: not known).</param>
/// <param name="Several">Whether a person may choose several.</param>
/// <param name="Closed">Whether voting has ended.</param>
public sealed record PollPart(string Question, IReadOnlyList<(string Text, int? Votes)> Options, bool Several, bool Closed) : MessagePart;
