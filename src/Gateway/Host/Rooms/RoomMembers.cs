using Bridge.Adapters;

namespace Bridge.Gateway.Rooms;

/// <summary>The members of a room by name, and how a change of them shows. Not thread-safe.</summary>
internal sealed class RoomMembers
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private Dictionary<string, Member> _byName = new(StringComparer.Ordinal);

    /// <summary>The account's own name in the room, or null before the first list.</summary>
    public string? OwnName { get; private set; }

    public int Count => _byName.Count;

    public IEnumerable<Member> All => _byName.Values;

    public Member? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The name of a person, or null when they are not here.</summary>
    public string? NameOf(ContactId contact) => _names.GetValueOrDefault(contact.Value);

    /// <summary>Takes a complete list.</summary>
    /// <returns>What differs from before, leaving first; own presence last, so that it ends a join (XEP-0045 section 7.2.2).</returns>
    public List<MemberChange> Replace(IReadOnlyList<Member> members, string? ownName)
    {
        var before = _byName;
        _byName = new Dictionary<string, Member>(members.Count, StringComparer.Ordinal);
        _names.Clear();
        foreach (var member in members)
        {
            Set(member);
        }

        OwnName = ownName ?? members.FirstOrDefault(static member => member.IsSelf)?.Name ?? OwnName;
        List<MemberChange> changes = [];
        foreach (var (name, member) in before)
        {
            if (!_byName.ContainsKey(name) && !member.IsSelf)
            {
                changes.Add(new MemberChange(MemberChangeKind.Left, member));
            }
        }

        foreach (var (name, member) in _byName)
        {
            if (!member.IsSelf && (!before.TryGetValue(name, out var former) || former != member))
            {
                changes.Add(new MemberChange(former is null ? MemberChangeKind.Joined : MemberChangeKind.Updated, member));
            }
        }

        if (OwnName is { } own && _byName.TryGetValue(own, out var self) && before.TryGetValue(own, out var formerSelf) && formerSelf.Role != self.Role)
        {
            changes.Add(new MemberChange(MemberChangeKind.Updated, self));
        }

        return changes;
    }

    /// <summary>Takes one change.</summary>
    /// <returns>False when it changes nothing that shows.</returns>
    public bool Apply(MemberChange change)
    {
        var member = change.Member;
        switch (change.Kind)
        {
            case MemberChangeKind.Joined or MemberChangeKind.Updated:
                var same = _byName.TryGetValue(member.Name, out var former) && former == member;
                Set(member);
                return !same;
            case MemberChangeKind.Renamed:
                if (change.FormerName is null || !Remove(change.FormerName))
                {
                    return false;
                }

                Set(member);
                OwnName = member.IsSelf ? member.Name : OwnName;
                return true;
            default:
                return Remove(member.Name);
        }
    }

    /// <summary>Fills in the names that clients were last shown, before a restart.</summary>
    public void Restore(IEnumerable<string> names, string ownName)
    {
        foreach (var name in names)
        {
            Set(new Member(new ContactId(name), name, MemberRole.Participant) { IsSelf = name == ownName });
        }

        OwnName = ownName;
    }

    private void Set(Member member)
    {
        _byName[member.Name] = member;
        _names[member.Contact.Value] = member.Name;
    }

    private bool Remove(string name)
    {
        if (!_byName.Remove(name, out var member))
        {
            return false;
        }

        _names.Remove(member.Contact.Value);
        return true;
    }
}
