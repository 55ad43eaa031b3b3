using Bridge.Adapters;
using Bridge.Xmpp;

namespace Bridge.Gateway.Rooms;

/// <summary>The members of a room by name, and how a change of them shows. Not thread-safe.</summary>
internal sealed class RoomMembers(Jid room, SeatPool pool)
{
    private static readonly Func<Seat, string> IdOf = static seat => seat.Member.Contact.Value;

    private SeatTable _byName = new(static seat => seat.Member.Name);

    // Those whose id is not their name in another case, as it is where people are known by their names.
    private SeatTable _byContact = new(IdOf);

    /// <summary>The account's own name in the room, or null before the first list.</summary>
    public string? OwnName { get; set; }

    /// <summary>The account's own occupant-id (XEP-0421), or null as long as it is not known who that is.</summary>
    public string? OwnOccupantId => OwnName is { } own ? OccupantIdOf(own) : null;

    public int Count => _byName.Count;

    public IEnumerable<Member> All => _byName.All.Select(static seat => seat.Member);

    public Member? Find(string name) => _byName.Find(name)?.Member;

    /// <summary>The name of a person, or null when they are not here.</summary>
    public string? NameOf(ContactId contact) => Find(contact)?.Member.Name;

    /// <summary>The occupant-id of whoever has a name here, or null when nobody has or it is not known who.</summary>
    public string? OccupantIdOf(string name) => _byName.Find(name)?.OccupantId;

    /// <summary>The occupant-id of a person, also of one who is not here.</summary>
    public string OccupantIdOf(ContactId contact) => Find(contact)?.OccupantId ?? pool.IdOf(room, contact);

    /// <summary>Takes a complete list.</summary>
    /// <returns>What differs from before, as <see cref="ChangesSince"/> tells it.</returns>
    public List<RoomChange> Replace(IReadOnlyList<Member> members)
    {
        var before = new SeenMembers(_byName, OwnName);
        _byName = _byName.Empty(members.Count);
        _byContact = _byContact.Empty(0);
        foreach (var member in members)
        {
            Set(member);
        }

        OwnName = members.FirstOrDefault(static member => member.IsSelf)?.Name ?? OwnName;
        return ChangesSince(before);
    }

    /// <summary>The members as they are now.</summary>
    public SeenMembers Copy() => new(_byName.Copy(), OwnName);

    /// <summary>What differs from before, leaving first; own presence last, so that it ends a join (XEP-0045 section 7.2.2).</summary>
    public List<RoomChange> ChangesSince(SeenMembers seen)
    {
        var (before, formerName) = (seen.ByName, seen.OwnName);
        List<RoomChange> changes = [];
        foreach (var seat in before.All)
        {
            if (_byName.Find(seat.Member.Name) is null && !seat.Member.IsSelf)
            {
                changes.Add(new RoomChange(new MemberChange(MemberChangeKind.Left, seat.Member), seat.OccupantId));
            }
        }

        foreach (var seat in _byName.All)
        {
            var former = before.Find(seat.Member.Name);
            if (!seat.Member.IsSelf && former?.Member != seat.Member)
            {
                changes.Add(new RoomChange(new MemberChange(former is null ? MemberChangeKind.Joined : MemberChangeKind.Updated, seat.Member), seat.OccupantId));
            }
        }

        if (OwnName is { } own && _byName.Find(own) is { } self)
        {
            if (before.Find(own) is { } formerSelf && formerSelf.Member.Role != self.Member.Role)
            {
                changes.Add(new RoomChange(new MemberChange(MemberChangeKind.Updated, self.Member), self.OccupantId));
            }

            if (formerName is not null && formerName != own)
            {
                var change = new MemberChange(MemberChangeKind.Renamed, self.Member) { FormerName = formerName };
                changes.Add(new RoomChange(change, self.OccupantId, before.Find(formerName)?.OccupantId));
            }
        }

        return changes;
    }

    /// <summary>Takes one change.</summary>
    /// <returns>Null when it changes nothing that shows.</returns>
    public RoomChange? Apply(MemberChange change)
    {
        var member = change.Member;
        switch (change.Kind)
        {
            case MemberChangeKind.Joined or MemberChangeKind.Updated:
                var isSame = Find(member.Name) == member;
                var seat = Set(member);
                return isSame ? null : new RoomChange(change, seat.OccupantId);
            case MemberChangeKind.Renamed:
                if (change.FormerName is null || Remove(change.FormerName) is not { } former)
                {
                    return null;
                }

                OwnName = member.IsSelf ? member.Name : OwnName;
                return new RoomChange(change, Set(member).OccupantId, former.OccupantId);
            default:
                return Remove(member.Name) is { } gone ? new RoomChange(change, gone.OccupantId) : null;
        }
    }

    /// <summary>Fills in the names that clients were last shown, before a restart. Who they were is not known until the network lists them.</summary>
    public void Restore(IEnumerable<string> names, string ownName)
    {
        foreach (var name in names)
        {
            Set(new Seat(new Member(new ContactId(name), name, MemberRole.Participant) { IsSelf = name == ownName }, null));
        }

        OwnName = ownName;
    }

    private static bool IsNamedById(Seat seat) => seat.Member.Name.Equals(IdOf(seat), StringComparison.OrdinalIgnoreCase);

    private Seat? Find(ContactId contact) => _byName.Find(contact.Value, IdOf) ?? _byContact.Find(contact.Value);

    private Seat Set(Member member) => Set(pool.Get(room, member));

    private Seat Set(Seat seat)
    {
        Remove(seat.Member.Name);
        _byName.Set(seat);
        if (!IsNamedById(seat))
        {
            _byContact.Set(seat);
        }

        return seat;
    }

    private Seat? Remove(string name)
    {
        if (_byName.Remove(name) is not { } seat)
        {
            return null;
        }

        if (ReferenceEquals(_byContact.Find(IdOf(seat)), seat))
        {
            _byContact.Remove(IdOf(seat));
        }

        return seat;
    }
}
