using System.Collections.Frozen;

namespace Bridge.Gateway.Configuration;

/// <summary>
/// Says what somebody may do: the rule for their JID, else for their domain, else for everybody (<c>*</c>). Where no rule fits, users
/// of the parent of the network's domain (<c>example.org</c> for <c>irc.example.org</c>) may use it and nobody else may: a new
/// installation works for its own users without being open to every server there is.
/// </summary>
internal sealed class AccessPolicy
{
    private const AccessFlags Everything = AccessFlags.Use | AccessFlags.Link | AccessFlags.Admin;

    private readonly FrozenDictionary<string, AccessFlags>.AlternateLookup<ReadOnlySpan<char>> _rules;

    public AccessPolicy(AccessConfiguration access)
    {
        var rules = new Dictionary<string, AccessFlags>(access.Rules, StringComparer.OrdinalIgnoreCase);
        foreach (var admin in access.Admins)
        {
            rules[admin] = Everything;
        }

        _rules = rules.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The bare JIDs of those who may administer the gateway, as they stand in the rules.</summary>
    public IEnumerable<string> Admins => _rules.Dictionary.Where(static rule => rule.Value.HasFlag(AccessFlags.Admin) && rule.Key.Contains('@')).Select(static rule => rule.Key);

    /// <summary>Reads a rule as people write it. False for anything but block, use, link and admin.</summary>
    public static bool TryParseRule(string text, out AccessFlags flags)
    {
        AccessFlags? found = text.Trim().ToLowerInvariant() switch
        {
            "block" => AccessFlags.None,
            "use" => AccessFlags.Use,
            "link" => AccessFlags.Use | AccessFlags.Link,
            "admin" => Everything,
            _ => null,
        };
        flags = found ?? AccessFlags.None;
        return found is not null;
    }

    /// <summary>What a JID, bare or full, may do on a network.</summary>
    public AccessFlags For(ReadOnlySpan<char> jid, ReadOnlySpan<char> networkDomain)
    {
        var slash = jid.IndexOf('/');
        var bare = slash < 0 ? jid : jid[..slash];
        var domain = bare[(bare.IndexOf('@') + 1)..];
        if (_rules.TryGetValue(bare, out var flags) || _rules.TryGetValue(domain, out flags) || _rules.TryGetValue("*", out flags))
        {
            return flags;
        }

        return domain.Equals(ParentOf(networkDomain), StringComparison.OrdinalIgnoreCase) && domain.Length > 0 ? AccessFlags.Use : AccessFlags.None;
    }

    /// <summary>The domain a component's domain is below; empty for a name of one label.</summary>
    public static ReadOnlySpan<char> ParentOf(ReadOnlySpan<char> domain)
    {
        var dot = domain.IndexOf('.');
        return dot < 0 ? [] : domain[(dot + 1)..];
    }
}
