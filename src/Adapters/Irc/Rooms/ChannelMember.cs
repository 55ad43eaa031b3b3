namespace Bridge.Adapters.Irc;

/// <summary>Somebody in a channel. Immutable, and shared with the other channels and sessions: <see cref="IrcSource.As"/> gives it.</summary>
internal sealed record ChannelMember(IrcSource Source, byte Modes, bool Away, string? Account)
{
    private Member? _shown;

    /// <summary>The member as the core knows them: the same one mostly, whoever asks.</summary>
    internal Member Show(MemberRole role)
    {
        if (_shown is { } shown && shown.Role == role)
            return shown;
        return _shown = new Member(Source.Contact, Source.Nick, role) { Address = Source.Address, Account = Account, Away = Away };
    }

    /// <inheritdoc/>
    public bool Equals(ChannelMember? other) =>
        ReferenceEquals(this, other) || (other is not null && Source == other.Source && Modes == other.Modes && Away == other.Away && Account == other.Account);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Source, Modes, Away, Account);
}
