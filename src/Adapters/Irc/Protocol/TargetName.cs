using System.Buffers;

namespace Bridge.Adapters.Irc;

/// <summary>What may stand as the target of a command. A space, a comma or a line end in it would be another parameter, target or command.</summary>
internal static class TargetName
{
    private const int MaxLength = 512;

    private static readonly SearchValues<char> NotInNicks = SearchValues.Create("!@*?%\":#$");

    /// <summary>Whether the name is one target and nothing else.</summary>
    internal static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name[0] == ':' || name.Length > MaxLength)
            return false;
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (c <= ' ' || c == ',' || c == '\u007f' || char.IsControl(c) || char.IsWhiteSpace(c))
                return false;
            if (char.IsSurrogate(c) && (i + 1 == name.Length || !char.IsSurrogatePair(c, name[++i])))
                return false;
        }
        return true;
    }

    /// <summary>Whether a valid target can be a nick.</summary>
    internal static bool IsValidNick(ReadOnlySpan<char> name) =>
        IsValid(name) && !IrcAddressCodec.IsChannel(name) && name.IndexOfAny(NotInNicks) < 0;

    /// <summary>
    /// The form of a name in ids: lower-case, which is what an XMPP server makes of it. Not the server's own folding, which
    /// <see cref="CaseMapping"/> knows.
    /// </summary>
    internal static string ToId(string name)
    {
        foreach (var c in name)
        {
            // The case of letters beyond the BMP shows in pairs only.
            if (char.IsSurrogate(c) || char.ToLowerInvariant(c) != c)
                return name.ToLowerInvariant();
        }
        return name;
    }
}
