namespace Bridge.Store;

/// <summary>What options are set for: all accounts of a user on a network, one account, or one chat of it.</summary>
/// <param name="User">The user's bare JID.</param>
/// <param name="Network">The configured network's name.</param>
/// <param name="AccountId">The account; null for all of them.</param>
/// <param name="Chat">The chat's id on the network; empty for the account itself.</param>
public readonly record struct OptionPlace(string User, string Network, long? AccountId = null, string Chat = "");
