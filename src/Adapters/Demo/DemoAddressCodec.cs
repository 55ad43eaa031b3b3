using System.Diagnostics.CodeAnalysis;

namespace Bridge.Adapters.Demo;

/// <summary>
/// <c>me</c> is the account, <c>#lobby</c> a group, anything else a contact. A contact whose id would read as one of these gets a
/// leading <c>=</c>, so that every id has exactly one local part and every local part leads back. Where users have several accounts, the account
/// follows: <c>echo%work</c>.
/// </summary>
/// <param name="hasAccounts">Whether a user may have several accounts, which have names then.</param>
internal sealed class DemoAddressCodec(bool hasAccounts) : IAddressCodec
{
    /// <summary>What separates the account's name from the rest.</summary>
    public const char AccountMark = '%';

    private const string Own = "me";
    private const char GroupMark = '#';
    private const char Quote = '=';

    /// <inheritdoc/>
    public bool TryParse(string localPart, [NotNullWhen(true)] out NetworkAddress? address)
    {
        address = null;
        if (!hasAccounts)
            return TryParse(localPart, new AccountKey(""), out address);

        // An account's name has no mark, an id may have one.
        var mark = localPart.LastIndexOf(AccountMark);
        return mark >= 0 && mark < localPart.Length - 1 && TryParse(localPart[..mark], new AccountKey(localPart[(mark + 1)..]), out address);
    }

    /// <inheritdoc/>
    public string? WhyRefused(string localPart) => hasAccounts && TryParse(localPart, new AccountKey(""), out _)
        ? $"The name of your account is missing. Write to {localPart.TrimEnd(AccountMark)}{AccountMark} and that name; “accounts” tells the gateway's contact to list them."
        : null;

    /// <inheritdoc/>
    public string Format(NetworkAddress address)
    {
        var id = address.Kind switch
        {
            AddressKind.Account => Own,
            AddressKind.Contact when NeedsQuote(address.Id) => Quote + address.Id,
            _ => address.Id,
        };
        return hasAccounts ? $"{id}{AccountMark}{address.Account}" : id;
    }

    /// <inheritdoc/>
    /// <remarks>Without an account, it is left to the core which one is meant.</remarks>
    public bool TryParseTyped(string text, [NotNullWhen(true)] out NetworkAddress? address)
    {
        // People type names as they see them, with a capital and a space too many.
        var typed = text.Trim().ToLowerInvariant();
        address = null;
        return typed.Length <= 1023 && !typed.Any(char.IsControl) && (TryParse(typed, out address) || (hasAccounts && TryParse(typed, new AccountKey(""), out address)));
    }

    private static bool TryParse(string id, AccountKey account, [NotNullWhen(true)] out NetworkAddress? address)
    {
        address = id switch
        {
            "" or "#" or "=" => null,
            Own => new NetworkAddress(AddressKind.Account, account, ""),
            [GroupMark, ..] => new NetworkAddress(AddressKind.Group, account, id),
            // Only what Format would quote may stand quoted, or one contact would have two addresses.
            [Quote, .. var quoted] => NeedsQuote(quoted) ? new NetworkAddress(AddressKind.Contact, account, quoted) : null,
            _ => new NetworkAddress(AddressKind.Contact, account, id),
        };
        return address is not null;
    }

    private static bool NeedsQuote(string id) => id is Own or [GroupMark, ..] or [Quote, ..];
}
