namespace Bridge.Adapters;

/// <summary>Optional: the user votes in polls. Used where <see cref="Feature.Polls"/> is full or partial.</summary>
public interface IVotesInPolls
{
    /// <summary>Sets the account's vote in a poll; the state of the poll comes as an edit of its message, if at all.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="poll">The message with the <see cref="PollPart"/>.</param>
    /// <param name="options">The options that are chosen, counted from 0, each once; empty to take the vote back.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="NetworkException">It was refused: the poll is closed, or takes one option only.</exception>
    Task VoteAsync(ChatId chat, MessageId poll, IReadOnlyList<int> options, CancellationToken stop);
}
