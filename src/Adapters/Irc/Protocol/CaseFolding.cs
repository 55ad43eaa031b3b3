namespace Bridge.Adapters.Irc;

/// <summary>Folds names for comparison. Letters beyond ASCII are folded too: what reaches us from XMPP has lost its case already.</summary>
internal static class CaseFolding
{
    internal static CaseMapping Parse(string value) => value.ToUpperInvariant() switch
    {
        "RFC1459" => CaseMapping.Rfc1459,
        "RFC1459-STRICT" or "STRICT-RFC1459" => CaseMapping.Rfc1459Strict,
        // ascii; precis, rfc7613, rfc8265: letters only, beyond ASCII as well.
        _ => CaseMapping.Ascii,
    };

    internal static char Fold(this CaseMapping mapping, char c)
    {
        if (c >= 0x80)
            return char.ToLowerInvariant(c);
        if (c is >= 'A' and <= 'Z')
            return (char)(c | 0x20);
        return mapping == CaseMapping.Ascii ? c : c switch
        {
            '[' => '{',
            ']' => '}',
            '\\' => '|',
            '~' when mapping == CaseMapping.Rfc1459 => '^',
            _ => c,
        };
    }

    /// <summary>The folded name; the same instance when nothing changes.</summary>
    internal static string Fold(this CaseMapping mapping, string name)
    {
        if (name.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
            name = name.ToLowerInvariant();
        foreach (var c in name)
        {
            if (mapping.Fold(c) != c)
                return string.Create(name.Length, (name, mapping), static (span, x) =>
                {
                    for (var i = 0; i < span.Length; i++)
                        span[i] = x.mapping.Fold(x.name[i]);
                });
        }
        return name;
    }

    internal static bool Same(this CaseMapping mapping, ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.Length != b.Length)
            return false;
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] == b[i] || mapping.Fold(a[i]) == mapping.Fold(b[i]))
                continue;
            return char.IsSurrogate(a[i]) && mapping.Fold(a.ToString()) == mapping.Fold(b.ToString());
        }
        return true;
    }
}
