using Bridge.Adapters;
using Bridge.Gateway.Accounts;

namespace Bridge.Gateway.Privileges;

/// <summary>Whom users have blocked on their server: a message in their name to such a person gets lost there without a word.</summary>
internal interface IBlockedContacts
{
    /// <summary>Whether the user of an account has blocked a person. Never waits.</summary>
    bool IsBlocked(Account account, ContactId contact);
}
