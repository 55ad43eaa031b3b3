namespace Bridge.Adapters.Irc;

/// <summary>A channel that the account is in, or is about to be in. Changed by the read loop only, under the gate for those who look.</summary>
internal sealed class Channel(ChatId id, string name, string key, Lock gate)
{
    private const int MaxMembers = 200_000;

    private readonly MemberTable _members = new();

    /// <summary>The id that the core knows it by.</summary>
    internal ChatId Id { get; private set; } = id;

    /// <summary>The name as the server spells it.</summary>
    internal string Name { get; private set; } = name;

    internal string Key { get; private set; } = key;

    /// <summary>The end of NAMES has been seen: from here on everything is live.</summary>
    internal bool IsListed { get; set; }

    /// <summary>A call waits for the next end of NAMES, or the channel has just been joined.</summary>
    internal bool AnnounceAtEnd { get; set; } = true;

    /// <summary>Nobody here has asked for it.</summary>
    internal bool IsUnasked { get; init; }

    /// <summary>PART has been sent and not yet come back.</summary>
    internal bool IsLeaving { get; set; }

    internal string? Topic { get; set; }

    internal string? TopicBy { get; set; }

    internal DateTimeOffset? TopicAt { get; set; }

    internal bool Moderated { get; set; }

    /// <summary>Nobody outside sees it (mode <c>s</c>).</summary>
    internal bool Secret { get; set; }

    /// <summary>It is in no list (mode <c>p</c>).</summary>
    internal bool Private { get; set; }

    /// <summary>Formatting is refused here (mode <c>c</c>).</summary>
    internal bool TakesNoFormatting { get; set; }

    /// <summary>Its last bans; null while there were none.</summary>
    internal RecentBans? Bans { get; set; }

    /// <summary>What was said before <see cref="IsListed"/>.</summary>
    internal List<NetworkEvent>? Held { get; set; }

    internal int Count => _members.Count;

    /// <summary>It is called otherwise from now on.</summary>
    internal void Rename(ChatId id, string name, string key) => (Id, Name, Key) = (id, name, key);

    internal ChannelMember? Get(ReadOnlySpan<char> key)
    {
        lock (gate)
        {
            return _members.Find(key);
        }
    }

    internal void Put(ChannelMember member)
    {
        lock (gate)
        {
            // More than any network has in a channel: a server that goes on is not well.
            if (_members.Count < MaxMembers || _members.Find(member.Source.Key) is not null)
                _members.Put(member);
        }
    }

    internal ChannelMember? Remove(string key)
    {
        lock (gate)
        {
            return _members.Remove(key);
        }
    }

    internal List<ChannelMember> ToList()
    {
        lock (gate)
        {
            return _members.ToList();
        }
    }
}
