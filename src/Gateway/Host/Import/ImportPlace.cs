using Bridge.Adapters;
using Bridge.Xmpp;

namespace Bridge.Gateway.Import;

/// <summary>A user's account on a server.</summary>
/// <param name="User">The user.</param>
/// <param name="Server">The account's key.</param>
/// <param name="AccountId">The account in the store.</param>
internal readonly record struct ImportPlace(Jid User, AccountKey Server, long AccountId);
