namespace Bridge.Adapters.Irc;

/// <summary>Where a line comes from: <c>nick!user@host</c>, a nick alone, or a server. Shared, and for all that can be seen of it immutable.</summary>
internal sealed class IrcSource
{
    /// <summary>The longest nick that is taken for one: servers allow some tens of characters, and each costs every client that sees it.</summary>
    internal const int MaxNick = 128;

    private ChannelMember? _member;

    internal IrcSource(string nick, string? address, CaseMapping mapping)
    {
        Nick = nick;
        Address = address;
        Id = TargetName.ToId(nick);
        Key = mapping.Fold(Id);
        KeyHash = string.GetHashCode(Key.AsSpan());
        IsPerson = nick.Length <= MaxNick && TargetName.IsValid(nick) && !IsServer;
    }

    /// <summary>The nick as spelled.</summary>
    internal string Nick { get; }

    /// <summary><c>user@host</c>, or null.</summary>
    internal string? Address { get; }

    /// <summary>The nick as ids have it.</summary>
    internal string Id { get; }

    /// <summary>The nick as the server compares it.</summary>
    internal string Key { get; }

    /// <summary>The hash of <see cref="Key"/>, which every table that they are in needs.</summary>
    internal int KeyHash { get; }

    /// <summary>Somebody who can be named: in an event, in a command.</summary>
    internal bool IsPerson { get; }

    internal ContactId Contact => new(Id);

    /// <summary>Them as a member of a channel: mostly the same object for all channels and sessions. A race costs a second one and nothing else.</summary>
    internal ChannelMember As(byte modes, string? away, string? account)
    {
        if (_member is { } member && member.Modes == modes && member.Away == away && member.Account == account)
            return member;
        return _member = new ChannelMember(this, modes, away, account);
    }

    /// <summary>A server: no address, and a dot, which no nick holds.</summary>
    internal bool IsServer => Address is null && (Nick.Length == 0 || Nick.Contains('.', StringComparison.Ordinal));
}
