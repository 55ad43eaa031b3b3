using System.Globalization;

namespace Bridge.Adapters.Demo;

// Groups: who is in them and what they may do there.
public sealed partial class DemoNetwork
{
    private const string BigGroup = "#big";
    private const string ReadOnlyGroup = "#readonly";

    /// <summary>Puts an account into a group. Completes when the session has published what belongs to that.</summary>
    /// <exception cref="NetworkException">The group does not let it in, or the connection was lost.</exception>
    internal Task Join(DemoAccount account, ChatId chat, string name, string? password)
    {
        lock (_gate)
        {
            var group = FindGroup(chat) ?? Found(chat);
            var self = group.Find(account.Id);
            if (self is null)
            {
                Admit(group, account, name, password);
                self = new DemoMember(account.Id, name, NewcomersRole(group), account);
                Tell(group, Change(MemberChangeKind.Joined, self));
                group.Members.Add(self);
                group.Invited.Remove(account.Id);
            }

            // Under the same lock as the joining itself, so that nothing live comes between or before.
            return DeliverAndWait(account,
            [
                new MembersListed([.. group.Members.Select(member => member.SeenBy(account))]) { Chat = chat },
                group.Info(),
                new GroupJoined(self.Name) { Chat = chat },
            ]);
        }
    }

    /// <summary>Takes an account out of a group; nothing happens when it is not in it.</summary>
    internal void Leave(DemoAccount account, ChatId chat, string? reason)
    {
        lock (_gate)
        {
            if (FindGroup(chat) is not { } group || group.Find(account.Id) is null)
                return;

            RemoveMember(group, account.Id, MemberChangeKind.Left, actor: null, reason);
            Deliver(account, new GroupLeft(MemberChangeKind.Left) { Chat = chat, Reason = reason });
        }
    }

    /// <summary>Changes a member's name.</summary>
    /// <exception cref="NetworkException">The name is taken or malformed.</exception>
    internal void Rename(DemoGroup group, DemoMember member, string name)
    {
        lock (_gate)
        {
            CheckName(group, name, member);
            var renamed = member with { Name = name };
            group.Members[group.Members.IndexOf(member)] = renamed;
            Tell(group, Change(MemberChangeKind.Renamed, renamed) with { FormerName = member.Name });
        }
    }

    /// <summary>Sets a group's topic.</summary>
    internal void ChangeTopic(DemoGroup group, string topic, string by)
    {
        lock (_gate)
        {
            (group.Topic, group.TopicBy, group.TopicAt) = (topic, by, Now);
            TellInfo(group, new ChatInfoChanged { Topic = topic, TopicBy = by, TopicAt = Now });
        }
    }

    /// <summary>Takes somebody out of a group and tells everybody, whoever it was.</summary>
    internal void RemoveMember(DemoGroup group, string contact, MemberChangeKind kind, string? actor, string? reason)
    {
        lock (_gate)
        {
            if (group.Find(contact) is not { } member)
                return;

            group.Members.Remove(member);
            Tell(group, Change(kind, member) with { Actor = actor, Reason = reason });
            if (member.Account is { } account && kind is MemberChangeKind.Kicked or MemberChangeKind.Banned)
                Deliver(account, new GroupLeft(kind) { Chat = new ChatId(group.Id), Actor = actor, Reason = reason });
        }
    }

    /// <summary>Gives a member a role.</summary>
    internal void ChangeRole(DemoGroup group, DemoMember member, MemberRole role, string? actor)
    {
        lock (_gate)
        {
            var changed = member with { Role = role };
            group.Members[group.Members.IndexOf(member)] = changed;
            Tell(group, Change(MemberChangeKind.Updated, changed) with { Actor = actor });
        }
    }

    /// <summary>The public groups that match, or all.</summary>
    internal IReadOnlyList<GroupListing> ListGroups(string? query)
    {
        lock (_gate)
        {
            return [.. _groups.Values
                .Where(group => !group.Hidden && (query is null || Holds(group.Name, query) || Holds(group.Topic, query)))
                .OrderBy(group => group.Id, StringComparer.Ordinal)
                .Select(group => new GroupListing(new ChatId(group.Id), group.Name, group.Topic, group.Members.Count))];
        }
    }

    private DemoGroup? FindGroup(ChatId chat) => _groups.GetValueOrDefault(chat.Value);

    /// <summary>Joining a group that nobody has yet makes it, as on IRC.</summary>
    private DemoGroup Found(ChatId chat)
    {
        var id = chat.Value;
        if (id is not ['#', _, ..] || id.Length > 200 || id.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)))
            throw new NetworkException(NetworkError.NotFound, "There is no such group, and it cannot be made under this name.");

        return _groups[chat.Value] = new DemoGroup(chat.Value);
    }

    private static void Admit(DemoGroup group, DemoAccount account, string name, string? password)
    {
        if (group.Bans.Contains(account.Id))
            throw new NetworkException(NetworkError.Banned, "You are banned from this group.");

        if (group.MembersOnly && !group.Invited.Contains(account.Id))
            throw new NetworkException(NetworkError.MembersOnly, "Only invited people may join this group.");

        if (group.Password is not null && group.Password != password)
            throw new NetworkException(NetworkError.PasswordRequired, "This group has a password, and that was not it.");

        CheckName(group, name, self: null);
    }

    private static void CheckName(DemoGroup group, string name, DemoMember? self)
    {
        if (name.Length is 0 or > 100 || name.Any(char.IsControl))
            throw new NetworkException(NetworkError.NameInvalid, "A name has 1 to 100 characters that can be seen.");

        if (group.FindName(name) is { } other && other != self)
            throw new NetworkException(NetworkError.NameTaken, $"Somebody is called {name} here already.");
    }

    private static MemberRole NewcomersRole(DemoGroup group) =>
        group.Members.Count == 0 ? MemberRole.Owner : group.Moderated ? MemberRole.Visitor : MemberRole.Participant;

    private static MemberChange Change(MemberChangeKind kind, DemoMember member) =>
        new(kind, new Member(new ContactId(member.Contact), member.Name, member.Role) { Address = $"{member.Contact}@demo" });

    private void Tell(DemoGroup group, params IReadOnlyList<MemberChange> changes)
    {
        foreach (var account in group.Members.Select(member => member.Account).OfType<DemoAccount>())
        {
            var seen = changes.Select(change => change with { Member = change.Member with { IsSelf = change.Member.Contact.Value == account.Id } });
            Deliver(account, new MembersChanged([.. seen]) { Chat = new ChatId(group.Id), At = Now });
        }
    }

    private void TellInfo(DemoGroup group, ChatInfoChanged change)
    {
        foreach (var account in group.Members.Select(member => member.Account).OfType<DemoAccount>())
            Deliver(account, change with { Chat = new ChatId(group.Id), At = Now });
    }

    private void AddGroups()
    {
        var lobby = Add("#lobby", "Lobby", "Everybody is welcome");
        Fill(lobby, ("ada", "Ada", MemberRole.Owner), ("bob", "Bob", MemberRole.Participant), ("cleo", "Cleo", MemberRole.Moderator));
        Fill(Add(DemoCapabilities.PlainGroup, "Plain", "Text and nothing else"), ("dora", "Dora", MemberRole.Owner));
        var readOnly = Add(ReadOnlyGroup, "Read only", "Newcomers may read");
        readOnly.Moderated = readOnly.TopicLocked = true;
        Fill(readOnly, ("egon", "Egon", MemberRole.Owner), ("fay", "Fay", MemberRole.Voiced));
        var secret = Add("#secret", "Secret", "The password is “sesame”");
        (secret.Password, secret.Hidden) = ("sesame", true);
        Fill(secret, ("gus", "Gus", MemberRole.Owner));
        var staff = Add("#staff", "Staff", "By invitation");
        staff.MembersOnly = true;
        Fill(staff, ("hana", "Hana", MemberRole.Owner));
        Add(BigGroup, "Big", "A crowd");
    }

    private void FillBigGroup()
    {
        var group = _groups[BigGroup];
        for (var i = group.Members.Count(member => member.Account is null) + 1; i <= _settings.BigGroupMembers; i++)
        {
            var number = i.ToString("0000", CultureInfo.InvariantCulture);
            Fill(group, ($"member-{number}", $"Member {number}", i == 1 ? MemberRole.Owner : MemberRole.Participant));
        }
    }

    private DemoGroup Add(string id, string name, string topic) => _groups[id] = new DemoGroup(id)
    {
        Name = name,
        Topic = topic,
        TopicBy = "Ada",
        TopicAt = Now,
        Description = $"The demo network's group {id}",
    };

    private void Fill(DemoGroup group, params ReadOnlySpan<(string Id, string Name, MemberRole Role)> people)
    {
        foreach (var (id, name, role) in people)
        {
            AddContact(new PersonContact(id, name));
            group.Members.Add(new DemoMember(id, name, role));
        }
    }
}
