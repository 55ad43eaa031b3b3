namespace Bridge.Adapters.Irc;

/// <summary>Where a line comes from: <c>nick!user@host</c>, a nick alone, or a server. Immutable and shared.</summary>
internal sealed class IrcSource
{
    /// <summary>The longest nick that is taken for one: servers allow some tens of characters, and each costs every client that sees it.</summary>
    internal const int MaxNick = 128;

    internal IrcSource(string nick, string? address, CaseMapping mapping)
    {
        Nick = nick;
        Address = address;
        Id = TargetName.ToId(nick);
        Key = mapping.Fold(Id);
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

    /// <summary>Somebody who can be named: in an event, in a command.</summary>
    internal bool IsPerson { get; }

    internal ContactId Contact => new(Id);

    /// <summary>A server: no address, and a dot, which no nick holds.</summary>
    internal bool IsServer => Address is null && (Nick.Length == 0 || Nick.Contains('.', StringComparison.Ordinal));
}
