namespace Bridge.Adapters.Irc;

/// <summary>Somebody in a channel. Immutable, and shared with the other channels and sessions: <see cref="IrcSource.As"/> gives it.</summary>
/// <param name="Source">Who.</param>
/// <param name="Modes">Their ranks.</param>
/// <param name="Away">Why they are away: empty when that is not known, null when they are not.</param>
/// <param name="Account">Their account on the server, or null.</param>
internal sealed record ChannelMember(IrcSource Source, byte Modes, string? Away, string? Account)
{
    private Member? _shown;

    /// <summary>The member as the core knows them: the same one mostly, whoever asks.</summary>
    internal Member Show(MemberRole role)
    {
        if (_shown is { } shown && shown.Role == role)
            return shown;
        return _shown = new Member(Source.Contact, Source.Nick, role) { Address = Source.Address, Account = Account, Away = Away is not null, AwayText = Away is { Length: > 0 } ? Away : null };
    }

    /// <inheritdoc/>
    public bool Equals(ChannelMember? other) =>
        ReferenceEquals(this, other) || (other is not null && Source == other.Source && Modes == other.Modes && Away == other.Away && Account == other.Account);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Source, Modes, Away, Account);
}
