namespace Bridge.Store;

/// <summary>Which room: a group chat as one account sees it.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Chat">The chat's id on the network.</param>
public readonly record struct RoomKey(long AccountId, string Chat);
