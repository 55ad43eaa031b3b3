using Bridge.Adapters;

namespace Bridge.Gateway.Commands;

/// <summary>What an address stands for when commands are given to it.</summary>
/// <param name="Place">One place.</param>
/// <param name="Account">The account that is meant without a word, or null where there may be several.</param>
/// <param name="IsAccountsOwn">Whether the account has no better address than this one: the network's own commands live here.</param>
internal sealed record CommandScope(CommandPlaces Place, AccountKey? Account, bool IsAccountsOwn)
{
    /// <summary>The chat that is meant, on the address of a group or a person; null elsewhere.</summary>
    public ChatId? Chat { get; init; }
}
