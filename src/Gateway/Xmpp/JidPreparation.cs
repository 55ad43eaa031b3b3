using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Bridge.Xmpp.Unicode;

namespace Bridge.Xmpp;

/// <summary>The preparation of the three parts of an address (RFC 7622 section 3; RFC 8265 for the profiles).</summary>
internal static class JidPreparation
{
    /// <summary>UTF-16 units; three parts of 1023 bytes and two separators cannot have more.</summary>
    public const int MaxAddressLength = 3 * MaxPartBytes + 2;

    private const int MaxPartBytes = 1023;
    private const int MaxLabelLength = 63;

    // RFC 7622 section 3.3.1.
    private const string LocalForbidden = "\"&'/:<>@";

    private static readonly SearchValues<char> LocalAscii = SearchValues.Create(
        [.. Enumerable.Range(0x21, 0x5E).Select(c => (char)c).Where(c => !char.IsAsciiLetterUpper(c) && !LocalForbidden.Contains(c))]);

    private static readonly SearchValues<char> ResourceAscii = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x5F).Select(c => (char)c)]);

    private static readonly SearchValues<char> DomainAscii = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>UsernameCaseMapped of RFC 8265 section 3.3, but accepting symbols such as emoji, as servers do.</summary>
    public static bool TryLocal(string text, [NotNullWhen(true)] out string? prepared)
    {
        prepared = null;
        if (!HasLegalLength(text))
            return false;
        if (!text.AsSpan().ContainsAnyExcept(LocalAscii))
        {
            prepared = text;
            return text.Length <= MaxPartBytes;
        }
        if (!IsWellFormed(text))
            return false;
        var mapped = Normalization.ToFormC(Normalization.MapWidth(text).ToLowerInvariant());
        foreach (var rune in mapped.EnumerateRunes())
        {
            if (!IsLegalInLocal(rune))
                return false;
        }
        prepared = mapped;
        return Encoding.UTF8.GetByteCount(mapped) is > 0 and <= MaxPartBytes;
    }

    /// <summary>OpaqueString of RFC 8265 section 4.2, but accepting symbols, joiners and code points newer than our tables.</summary>
    public static bool TryResource(string text, [NotNullWhen(true)] out string? prepared)
    {
        prepared = null;
        if (!HasLegalLength(text))
            return false;
        if (!text.AsSpan().ContainsAnyExcept(ResourceAscii))
        {
            prepared = text;
            return text.Length <= MaxPartBytes;
        }
        if (!IsWellFormed(text))
            return false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsLegalInResource(rune))
                return false;
        }
        prepared = Normalization.ToFormC(MapSpaces(text));
        return Encoding.UTF8.GetByteCount(prepared) <= MaxPartBytes;
    }

    public static bool TryMakeResource(string? name, [NotNullWhen(true)] out string? resource)
    {
        var kept = new StringBuilder();
        foreach (var rune in (name ?? "").EnumerateRunes())
        {
            if (rune != Rune.ReplacementChar && IsLegalInResource(rune))
                kept.Append(rune.ToString());
            else if (rune.Value is '\t' or '\n' or '\r')
                kept.Append(' ');
            if (kept.Length > MaxPartBytes)
                break;
        }
        var text = Normalization.ToFormC(MapSpaces(kept.ToString()));
        while (Encoding.UTF8.GetByteCount(text) > MaxPartBytes)
            text = text[..^(char.IsLowSurrogate(text[^1]) ? 2 : 1)];
        resource = text.Trim(' ');
        return resource.Length > 0;
    }

    /// <summary>RFC 7622 section 3.2: a name of labels, an IPv4 address or an IPv6 address in brackets.</summary>
    public static bool TryDomain(string text, [NotNullWhen(true)] out string? prepared)
    {
        prepared = null;
        if (text is null || !HasLegalLength(text))
            return false;
        if (text[0] == '[')
            return TryIpv6(text, out prepared);
        var name = text[^1] == '.' ? text[..^1] : text;
        if (name.AsSpan().ContainsAnyExcept(DomainAscii) && !TryMapDomain(name, out name))
            return false;
        if (!HasLegalLabels(name))
            return false;
        prepared = name;
        return Encoding.UTF8.GetByteCount(name) <= MaxPartBytes;
    }

    private static bool TryMapDomain(string text, out string mapped)
    {
        mapped = text;
        if (!IsWellFormed(text))
            return false;
        // RFC 5895 section 2: the ideographic full stops count as dots.
        mapped = Normalization.ToFormC(Normalization.MapWidth(text).ToLowerInvariant()).Replace('\u3002', '.');
        foreach (var rune in mapped.EnumerateRunes())
        {
            var legal = rune.IsAscii
                ? DomainAscii.Contains((char)rune.Value)
                : Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.OtherSymbol || rune.Value is 0xB7 or 0x30FB;
            if (!legal)
                return false;
        }
        return true;
    }

    private static bool HasLegalLabels(string name)
    {
        var ascii = name;
        if (!Ascii.IsValid(name))
        {
            try
            {
                ascii = new IdnMapping().GetAscii(name);
            }
            catch (ArgumentException)
            {
                return false;
            }
        }
        foreach (var range in ascii.AsSpan().Split('.'))
        {
            var (_, length) = range.GetOffsetAndLength(ascii.Length);
            if (length is 0 or > MaxLabelLength)
                return false;
        }
        return true;
    }

    private static bool TryIpv6(string text, [NotNullWhen(true)] out string? prepared)
    {
        prepared = null;
        if (text.Length < 4 || text[^1] != ']' || text.Contains('%')
            || !IPAddress.TryParse(text.AsSpan(1, text.Length - 2), out var address)
            || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }
        prepared = $"[{address}]";
        return true;
    }

    private static bool HasLegalLength(string text) => text.Length is > 0 and <= MaxPartBytes;

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }
        return true;
    }

    private static bool IsLegalInLocal(Rune rune)
    {
        if (rune.IsAscii)
            return LocalAscii.Contains((char)rune.Value);
        return !IsNoncharacter(rune.Value) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate);
    }

    private static bool IsLegalInResource(Rune rune) => rune.IsAscii
        ? rune.Value is >= 0x20 and < 0x7F
        : !IsNoncharacter(rune.Value) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);

    private static bool IsNoncharacter(int point) => (point & 0xFFFE) == 0xFFFE || point is >= 0xFDD0 and <= 0xFDEF;

    private static string MapSpaces(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = char.GetUnicodeCategory(source[i]) == UnicodeCategory.SpaceSeparator ? ' ' : source[i];
    });
}
