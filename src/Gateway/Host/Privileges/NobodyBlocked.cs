using Bridge.Adapters;
using Bridge.Gateway.Accounts;

namespace Bridge.Gateway.Privileges;

/// <summary>For as long as nothing is known of anybody's blocking.</summary>
internal sealed class NobodyBlocked : IBlockedContacts
{
    public bool IsHidden(Account account, ContactId contact) => false;

    public bool IsBlocked(Account account, ContactId contact) => false;
}
