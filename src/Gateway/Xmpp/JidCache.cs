using System.Diagnostics.CodeAnalysis;

namespace Bridge.Xmpp;

/// <summary>
/// Addresses seen lately, by the text they were written as: the same few thousand come with every stanza. Direct-mapped
/// and without locks: an entry is replaced by one reference write, so a reader sees the old one or the new one, whole.
/// </summary>
internal static class JidCache
{
    private const int Size = 4096;

    // Bounds what the cache can hold on to; a longer address is simply prepared each time.
    private const int MaxTextLength = 256;

    private const int DomainsSize = 256;

    private static readonly Entry?[] Entries = new Entry?[Size];
    private static readonly string?[] Domains = new string?[DomainsSize];

    public static bool TryGet(string text, [NotNullWhen(true)] out Jid? jid)
    {
        var entry = Volatile.Read(ref Entries[Slot(text)]);
        jid = entry is not null && entry.Text == text ? entry.Jid : null;
        return jid is not null;
    }

    public static void Add(string text, Jid jid)
    {
        if (text.Length <= MaxTextLength)
            Volatile.Write(ref Entries[Slot(text)], new Entry(text, jid));
    }

    /// <summary>The same domain as one string: there are few of them, and every address has one.</summary>
    public static string Share(string domain)
    {
        ref var shared = ref Domains[domain.GetHashCode(StringComparison.Ordinal) & (DomainsSize - 1)];
        if (Volatile.Read(ref shared) is { } known && known == domain)
            return known;
        if (domain.Length <= MaxTextLength)
            Volatile.Write(ref shared, domain);
        return domain;
    }

    private static int Slot(string text) => text.GetHashCode(StringComparison.Ordinal) & (Size - 1);

    private sealed record Entry(string Text, Jid Jid);
}
