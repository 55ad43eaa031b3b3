namespace Bridge.Adapters.Irc;

/// <summary>Masks of bans: <c>nick!user@host</c> with <c>*</c> and <c>?</c>.</summary>
internal static class BanMask
{
    /// <summary>
    /// The mask that keeps somebody out and nobody else. The host is what people keep when they change their nick, but all users of a gateway
    /// may come from one, ours: there only the user name tells people apart, and where others have that as well, only the nick.
    /// </summary>
    internal static string For(IrcState state, Channel? channel, string nick)
    {
        var address = channel?.Get(state.Key(nick))?.Source.Address;
        var own = state.Self?.Address ?? channel?.Get(state.Key(state.Nick))?.Source.Address;
        if (address is null || HostOf(address) is not { Length: > 0 } host)
            return nick + "!*@*";
        if (own is not null && !Same(HostOf(own), host))
            return "*!*@" + host;
        var isShared = own is null || Same(own, address) || channel!.ToList().Count(x => x.Source.Address is { } other && Same(other, address)) > 1;
        return isShared ? nick + "!*@*" : "*!" + address;
    }

    /// <summary>Whether a mask meets somebody. Of an address that is not known, it must say nothing.</summary>
    internal static bool Matches(IrcState state, string mask, string nick, string? address)
    {
        var end = mask.IndexOf('!', StringComparison.Ordinal);
        // Servers read a part of a mask as a nick, or as an address where there is an @ in it.
        var isAddress = end < 0 && mask.Contains('@', StringComparison.Ordinal);
        var ofNick = isAddress ? "*" : end < 0 ? mask : mask[..end];
        var ofAddress = isAddress ? mask : end < 0 ? "*" : mask[(end + 1)..];
        return IsLike(state.Key(ofNick), state.Key(nick))
            && (ofAddress is "*" or "*@*" || (address is not null && IsLike(ofAddress.ToLowerInvariant(), address.ToLowerInvariant())));
    }

    /// <summary>Whether a text is like a pattern. Takes at most their lengths' product of steps.</summary>
    private static bool IsLike(string pattern, string text)
    {
        var (at, star, mark) = (0, -1, 0);
        for (var i = 0; i < text.Length;)
        {
            if (at < pattern.Length && pattern[at] == '*')
                (star, mark) = (at++, i);
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == text[i]))
                (at, i) = (at + 1, i + 1);
            else if (star >= 0)
                (at, i) = (star + 1, ++mark);
            else
                return false;
        }
        return pattern.AsSpan(at).IndexOfAnyExcept('*') < 0;
    }

    private static string HostOf(string address) => address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..];

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
