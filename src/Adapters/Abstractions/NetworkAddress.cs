namespace Bridge.Adapters;

/// <summary>What a JID of the network's domain stands for.</summary>
/// <param name="Kind">An account's own address, a group or a person.</param>
/// <param name="Account">Which of the user's accounts.</param>
/// <param name="Id">The value of the <see cref="ChatId"/> or <see cref="ContactId"/>; empty for <see cref="AddressKind.Account"/>.</param>
public sealed record NetworkAddress(AddressKind Kind, AccountKey Account, string Id)
{
    /// <summary>The chat this address leads to.</summary>
    public ChatId Chat => new(Id);
}
