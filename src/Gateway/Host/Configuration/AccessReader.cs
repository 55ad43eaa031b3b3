namespace Bridge.Gateway.Configuration;

/// <summary>Reads <c>Bridge:Access</c>.</summary>
internal sealed class AccessReader(SectionReader access, ConfigurationProblems problems)
{
    /// <summary>The admins and rules that are well formed.</summary>
    public AccessConfiguration Read()
    {
        var admins = ReadAdmins();
        var rules = ReadRules(admins);
        access.RefuseUnknownKeys();
        return new AccessConfiguration(admins, rules);
    }

    private List<string> ReadAdmins()
    {
        var admins = new List<string>();
        foreach (var entry in access.Child("Admins").Children())
        {
            var jid = entry.Value?.Trim() ?? "";
            if (AddressShape.IsBareJid(jid))
            {
                admins.Add(jid.ToLowerInvariant());
            }
            else
            {
                problems.Error(entry.Path, jid, "is not a bare JID", "use the form name@example.org, without a resource");
            }
        }

        return admins;
    }

    private Dictionary<string, AccessFlags> ReadRules(List<string> admins)
    {
        var rules = new Dictionary<string, AccessFlags>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in access.Child("Rules").Children())
        {
            var who = entry.Key.ToLowerInvariant();
            if (who != "*" && !AddressShape.IsBareJid(who) && !AddressShape.IsDomain(who))
            {
                problems.Error(entry.Path, null, "is not a JID, a domain or *", "use name@example.org, example.org or * as the key of a rule");
            }
            else if (!AccessPolicy.TryParseRule(entry.Value ?? "", out var flags))
            {
                problems.Error(entry.Path, entry.Value ?? "", "is not a rule", "use block, use, link or admin");
            }
            else if (flags == AccessFlags.None && admins.Contains(who))
            {
                problems.Error(entry.Path, entry.Value, "blocks somebody who is in Bridge:Access:Admins", "remove one of the two");
            }
            else
            {
                rules[who] = flags;
            }
        }

        return rules;
    }
}
