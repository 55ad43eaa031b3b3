namespace Bridge.Adapters.Irc;

/// <summary>
/// Members by their folded nick: references to what all sessions share, and nothing else, because every session has all members of its channels.
/// Open addressing with linear probing. Not thread-safe.
/// </summary>
internal sealed class MemberTable
{
    private const int Least = 4;

    // At most three of four are taken, so that a search ends soon.
    private ChannelMember?[] _slots = [];

    internal int Count { get; private set; }

    internal ChannelMember? Find(ReadOnlySpan<char> key)
    {
        if (Count == 0)
            return null;
        return _slots[SlotOf(key, string.GetHashCode(key))];
    }

    /// <summary>Takes a member, in place of one with the same key.</summary>
    internal void Put(ChannelMember member)
    {
        if ((Count + 1) * 4 > _slots.Length * 3)
            Grow();
        ref var slot = ref _slots[SlotOf(member.Source.Key, member.Source.KeyHash)];
        if (slot is null)
            Count++;
        slot = member;
    }

    internal ChannelMember? Remove(ReadOnlySpan<char> key)
    {
        if (Count == 0)
            return null;
        var at = SlotOf(key, string.GetHashCode(key));
        if (_slots[at] is not { } removed)
            return null;
        _slots[at] = null;
        Count--;
        // Those behind it may be there only because it was in their way.
        for (at = After(at); _slots[at] is { } other; at = After(at))
        {
            _slots[at] = null;
            _slots[SlotOf(other.Source.Key, other.Source.KeyHash)] = other;
        }
        return removed;
    }

    internal List<ChannelMember> ToList()
    {
        var all = new List<ChannelMember>(Count);
        foreach (var slot in _slots)
        {
            if (slot is not null)
                all.Add(slot);
        }
        return all;
    }

    // By a quarter: the array is what a large channel costs each session.
    private void Grow()
    {
        var former = _slots;
        _slots = new ChannelMember?[Math.Max(Least, (Count + 1 + (Count / 4)) * 4 / 3 + 1)];
        foreach (var slot in former)
        {
            if (slot is not null)
                _slots[SlotOf(slot.Source.Key, slot.Source.KeyHash)] = slot;
        }
    }

    /// <summary>Where a key is, or else the free slot for it.</summary>
    private int SlotOf(ReadOnlySpan<char> key, int hash)
    {
        var at = (int)((uint)hash % (uint)_slots.Length);
        while (_slots[at] is { } other && !(other.Source.KeyHash == hash && key.SequenceEqual(other.Source.Key)))
            at = After(at);
        return at;
    }

    private int After(int at) => at + 1 == _slots.Length ? 0 : at + 1;
}
