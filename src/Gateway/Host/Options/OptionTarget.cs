using Bridge.Adapters;
using Bridge.Xmpp;

namespace Bridge.Gateway.Options;

/// <summary>What options hold for: all accounts of a user, one account, or one chat of it.</summary>
/// <param name="User">The bare JID.</param>
/// <param name="Account">The account; null for all of them.</param>
/// <param name="Chat">The group chat; null for the account itself.</param>
internal readonly record struct OptionTarget(Jid User, AccountKey? Account = null, ChatId? Chat = null)
{
    public OptionLevels Level => Chat is not null ? OptionLevels.Chat : Account is not null ? OptionLevels.Account : OptionLevels.Network;
}
