using System.Text;

namespace Bridge.Gateway.Contacts;

/// <summary>Names of people and groups as a contact list can hold them, whatever a network says.</summary>
internal static class ContactText
{
    /// <summary>In UTF-16 code units; servers take about a thousand bytes.</summary>
    public const int MaxName = 200;

    /// <summary>How many groups somebody may be in.</summary>
    private const int MaxGroups = 20;

    private const char Separator = '\n';

    /// <summary>A name in one line, without what XML cannot hold, cut where it is too long.</summary>
    public static string Clean(string name)
    {
        var clean = new StringBuilder(Math.Min(name.Length, MaxName));
        foreach (var rune in name.Trim().EnumerateRunes())
        {
            // Half a character becomes U+FFFD by the enumeration.
            var kept = Rune.IsControl(rune) || (rune.Value & 0xfffe) == 0xfffe ? new Rune(' ') : rune;
            if (clean.Length + kept.Utf16SequenceLength > MaxName)
            {
                break;
            }

            clean.Append(kept.ToString());
        }

        return clean.ToString().Trim();
    }

    /// <summary>Groups as they are stored: in order, each once; null for none.</summary>
    public static string? Join(IEnumerable<string> groups) =>
        string.Join(Separator, groups.Select(Clean).Where(static group => group.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MaxGroups)) is { Length: > 0 } joined
            ? joined
            : null;

    /// <summary>Groups as they were joined.</summary>
    public static IReadOnlyList<string> Split(string? groups) => groups is null ? [] : groups.Split(Separator);
}
