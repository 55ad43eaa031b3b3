using Bridge.Adapters;
using Bridge.Gateway.Accounts;

namespace Bridge.Gateway.Privileges;

/// <summary>Whom users have blocked.</summary>
internal interface IBlockedContacts
{
    /// <summary>Whether the user of an account wants to hear nothing of a person, whichever side they said so on. Never waits.</summary>
    bool IsHidden(Account account, ContactId contact);

    /// <summary>Whether they have blocked the person on their server: a message in their name to such a person gets lost there without a word. Never waits.</summary>
    bool IsBlocked(Account account, ContactId contact);
}
