namespace Bridge.Store;

/// <summary>Somebody's reactions to a message are to be stored.</summary>
/// <param name="AccountId">The account that knows the message.</param>
/// <param name="Chat">The chat on the network.</param>
/// <param name="Target">The network's id of the message.</param>
/// <param name="Sender">Whose: the user's bare JID, or the id on the network.</param>
/// <param name="Emoji">What is set, added or taken away. None may hold white space.</param>
/// <param name="Change">Which of the three.</param>
public sealed record ReactionUpdate(long AccountId, string Chat, string Target, string Sender, IReadOnlyList<string> Emoji, ReactionUpdateKind Change = ReactionUpdateKind.Replace);
