using System.Buffers;
using System.Globalization;
using System.Net;

namespace Bridge.Gateway.Configuration;

/// <summary>Checks the shape of addresses that operators type. The wire has the full rules (RFC 7622); here a typing mistake is what matters.</summary>
internal static class AddressShape
{
    private const int LongestPart = 1023;
    private static readonly SearchValues<char> ForbiddenInLocalPart = SearchValues.Create("\"&'/:<>@ ");

    /// <summary>Whether this is <c>localpart@domain</c>.</summary>
    public static bool IsBareJid(string text)
    {
        var at = text.IndexOf('@');
        return at is > 0 and <= LongestPart
            && IsDomain(text[(at + 1)..])
            && !text.AsSpan(0, at).ContainsAny(ForbiddenInLocalPart)
            && !text.Any(char.IsControl);
    }

    /// <summary>Whether this is a domain name: labels of letters, digits and hyphens, international letters included.</summary>
    public static bool IsDomain(string text) =>
        text.Length is > 0 and <= 255
        && text.Split('.').All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(IsDomainCharacter));

    /// <summary>Whether this is a name or address that can be connected to.</summary>
    public static bool IsHost(string text) => IPAddress.TryParse(text, out _) || IsDomain(text);

    private static bool IsDomainCharacter(char c) =>
        char.IsLetterOrDigit(c) || c == '-' || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
