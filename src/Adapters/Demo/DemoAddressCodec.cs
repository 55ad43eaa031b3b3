using System.Diagnostics.CodeAnalysis;

namespace Bridge.Adapters.Demo;

/// <summary>
/// <c>me</c> is the account, <c>#lobby</c> a group, anything else a contact. A contact whose id would read as one of these gets a
/// leading <c>=</c>, so that every id has exactly one local part and every local part leads back.
/// </summary>
internal sealed class DemoAddressCodec : IAddressCodec
{
    private const string Own = "me";
    private const char GroupMark = '#';
    private const char Quote = '=';

    /// <summary>An account key says nothing here: this network knows one account for each user.</summary>
    private static readonly AccountKey TheAccount = new("");

    /// <inheritdoc/>
    public bool TryParse(string localPart, [NotNullWhen(true)] out NetworkAddress? address)
    {
        address = localPart switch
        {
            "" or "#" or "=" => null,
            Own => new NetworkAddress(AddressKind.Account, TheAccount, ""),
            [GroupMark, ..] => new NetworkAddress(AddressKind.Group, TheAccount, localPart),
            // Only what Format would quote may stand quoted, or one contact would have two addresses.
            [Quote, .. var id] => NeedsQuote(id) ? new NetworkAddress(AddressKind.Contact, TheAccount, id) : null,
            _ => new NetworkAddress(AddressKind.Contact, TheAccount, localPart),
        };
        return address is not null;
    }

    /// <inheritdoc/>
    public string Format(NetworkAddress address) => address.Kind switch
    {
        AddressKind.Account => Own,
        AddressKind.Contact when NeedsQuote(address.Id) => Quote + address.Id,
        _ => address.Id,
    };

    /// <inheritdoc/>
    public bool TryParseTyped(string text, [NotNullWhen(true)] out NetworkAddress? address)
    {
        // People type names as they see them, with a capital and a space too many.
        var typed = text.Trim();
        address = null;
        return typed.Length <= 1023 && !typed.Any(char.IsControl) && TryParse(typed.ToLowerInvariant(), out address);
    }

    private static bool NeedsQuote(string id) => id is Own or [GroupMark, ..] or [Quote, ..];
}
