using System.Collections.Concurrent;
using Bridge.Gateway.Configuration;
using Bridge.Xmpp;

namespace Bridge.Gateway.Accounts;

/// <summary>What a user may do on a network, remembered: it is asked for each stanza.</summary>
internal sealed class UserAccess(AccessPolicy policy, string networkDomain)
{
    private const int MaxRemembered = 20_000;

    private readonly ConcurrentDictionary<Jid, AccessFlags> _known = new();

    public bool MayUse(Jid bare) => For(bare).HasFlag(AccessFlags.Use);

    /// <summary>Whether a user may see and do what concerns others.</summary>
    public bool MayAdminister(Jid bare) => For(bare).HasFlag(AccessFlags.Admin);

    private AccessFlags For(Jid bare)
    {
        if (_known.TryGetValue(bare, out var flags))
        {
            return flags;
        }

        if (_known.Count >= MaxRemembered)
        {
            _known.Clear();
        }

        return _known[bare] = policy.For(bare.ToString(), networkDomain);
    }
}
