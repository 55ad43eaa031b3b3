using System.Collections.Concurrent;
using Bridge.Gateway.Configuration;
using Bridge.Xmpp;

namespace Bridge.Gateway.Accounts;

/// <summary>Whether a user may use a network, remembered: it is asked for each stanza.</summary>
internal sealed class UserAccess(AccessPolicy policy, string networkDomain)
{
    private const int MaxRemembered = 20_000;

    private readonly ConcurrentDictionary<Jid, bool> _known = new();

    public bool MayUse(Jid bare)
    {
        if (_known.TryGetValue(bare, out var may))
        {
            return may;
        }

        if (_known.Count >= MaxRemembered)
        {
            _known.Clear();
        }

        return _known[bare] = policy.For(bare.ToString(), networkDomain).HasFlag(AccessFlags.Use);
    }
}
