namespace Bridge.Adapters;

/// <summary>Optional: reactions (XEP-0444).</summary>
public interface IReacts
{
    /// <summary>Sets the account's reactions to a message: the full set, empty for none, already within the chat's limits.</summary>
    /// <exception cref="NetworkException">It was refused; the core corrects the set back in the user's client.</exception>
    Task SetReactionsAsync(ChatId chat, MessageId target, IReadOnlyList<string> reactions, CancellationToken stop);
}
