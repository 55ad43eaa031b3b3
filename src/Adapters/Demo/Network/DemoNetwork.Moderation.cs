namespace Bridge.Adapters.Demo;

// What those in charge of a group may do.
public sealed partial class DemoNetwork
{
    private const string NameSetting = "muc#roomconfig_roomname";
    private const string DescriptionSetting = "muc#roomconfig_roomdesc";
    private const string ModeratedSetting = "muc#roomconfig_moderatedroom";
    private const string MembersOnlySetting = "muc#roomconfig_membersonly";
    private const string PasswordSetting = "muc#roomconfig_roomsecret";
    private const string OpenTopicSetting = "muc#roomconfig_changesubject";
    private const string PublicSetting = "muc#roomconfig_publicroom";

    /// <summary>Renames an account in a group.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    internal void SetName(DemoAccount account, ChatId chat, string name)
    {
        lock (_gate)
        {
            var (group, self) = Membership(account, chat, MemberRole.Visitor);
            Rename(group, self, name);
        }
    }

    /// <summary>Sets the topic for an account.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    internal void SetTopic(DemoAccount account, ChatId chat, string topic)
    {
        lock (_gate)
        {
            var (group, self) = Membership(account, chat, MemberRole.Visitor);
            if (self.Role < (group.TopicLocked ? MemberRole.Moderator : MemberRole.Participant))
                throw NotAllowed();

            ChangeTopic(group, topic, self.Name);
        }
    }

    /// <summary>Invites somebody.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    internal void Invite(DemoAccount account, ChatId chat, string contact, string? reason)
    {
        lock (_gate)
        {
            var (group, _) = Membership(account, chat, MemberRole.Participant);
            Record(account, "Invite", chat.Value, contact);
            if (_accounts.TryGetValue(contact, out var guest))
            {
                group.Invited.Add(contact);
                Deliver(guest, new GroupInvited(new ContactId(account.Id)) { Chat = chat, Reason = reason, At = Now });
                return;
            }

            // The network's own people never decline.
            var known = _contacts.GetValueOrDefault(contact) ?? throw new NetworkException(NetworkError.NotFound, "There is nobody of this name.");
            if (group.Find(contact) is null)
                Enter(group, new DemoMember(known.Id, known.Name, NewcomersRole(group)));
        }
    }

    /// <summary>Removes a member.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    internal void Kick(DemoAccount account, ChatId chat, string contact, string? reason)
    {
        lock (_gate)
        {
            var (group, self) = Membership(account, chat, MemberRole.Moderator);
            CheckRank(self, Target(group, contact));
            RemoveMember(group, contact, MemberChangeKind.Kicked, self.Name, reason);
        }
    }

    /// <summary>Bans somebody, or lifts the ban.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    internal void SetBan(DemoAccount account, ChatId chat, string contact, bool banned, string? reason)
    {
        lock (_gate)
        {
            var (group, self) = Membership(account, chat, MemberRole.Moderator);
            group.Bans.Remove(contact);
            if (!banned)
                return;

            if (group.Find(contact) is { } member)
                CheckRank(self, member);

            group.Bans.Add(contact);
            RemoveMember(group, contact, MemberChangeKind.Banned, self.Name, reason);
        }
    }

    /// <summary>The bans in force.</summary>
    /// <exception cref="NetworkException">The account may not see them.</exception>
    internal IReadOnlyList<string> ListBans(DemoAccount account, ChatId chat)
    {
        lock (_gate)
            return [.. Membership(account, chat, MemberRole.Moderator).Group.Bans];
    }

    /// <summary>Gives a member a role for an account.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    internal void SetRole(DemoAccount account, ChatId chat, string contact, MemberRole role)
    {
        lock (_gate)
        {
            var (group, self) = Membership(account, chat, MemberRole.Admin);
            var member = Target(group, contact);
            if (role > self.Role || member.Role > self.Role)
                throw NotAllowed();

            ChangeRole(group, member, role, self.Name);
        }
    }

    /// <summary>A group's settings.</summary>
    /// <exception cref="NetworkException">The account may not see them.</exception>
    internal IReadOnlyList<GroupSetting> GetSettings(DemoAccount account, ChatId chat)
    {
        lock (_gate)
        {
            var (group, _) = Membership(account, chat, MemberRole.Admin);
            return
            [
                new(NameSetting, "Name", group.Name, IsSwitch: false),
                new(DescriptionSetting, "Description", group.Description, IsSwitch: false),
                new(PasswordSetting, "Password", group.Password ?? "", IsSwitch: false),
                new(ModeratedSetting, "Newcomers may only read", Switch(group.Moderated), IsSwitch: true),
                new(MembersOnlySetting, "By invitation only", Switch(group.MembersOnly), IsSwitch: true),
                new(OpenTopicSetting, "Members may set the topic", Switch(!group.TopicLocked), IsSwitch: true),
                new(PublicSetting, "In the public list", Switch(!group.Hidden), IsSwitch: true),
            ];
        }
    }

    /// <summary>Changes a group's settings.</summary>
    /// <exception cref="NetworkException">It was refused; then nothing was changed.</exception>
    internal void SetSettings(DemoAccount account, ChatId chat, IReadOnlyDictionary<string, string> values)
    {
        lock (_gate)
        {
            var (group, _) = Membership(account, chat, MemberRole.Admin);
            var known = GetSettings(account, chat).ToDictionary(setting => setting.Name);
            if (values.Keys.FirstOrDefault(name => !known.ContainsKey(name)) is { } unknown)
                throw new NetworkException(NetworkError.Malformed, $"There is no setting {unknown}.");

            var after = known.ToDictionary(entry => entry.Key, entry => values.GetValueOrDefault(entry.Key, entry.Value.Value));
            group.Name = after[NameSetting];
            group.Description = after[DescriptionSetting];
            group.Password = after[PasswordSetting].Length == 0 ? null : after[PasswordSetting];
            group.Moderated = after[ModeratedSetting] == "1";
            group.MembersOnly = after[MembersOnlySetting] == "1";
            group.TopicLocked = after[OpenTopicSetting] != "1";
            group.Hidden = after[PublicSetting] != "1";
            TellInfo(group, group.Info());
        }
    }

    private static string Switch(bool on) => on ? "1" : "0";

    private static NetworkException NotAllowed() => new(NetworkError.Forbidden, "You may not do this here.");

    private (DemoGroup Group, DemoMember Self) Membership(DemoAccount account, ChatId chat, MemberRole least)
    {
        var group = FindGroup(chat) ?? throw new NetworkException(NetworkError.NotFound, "There is no such group.");
        var self = group.Find(account.Id) ?? throw new NetworkException(NetworkError.NotJoined, "You are not in this group.");
        return self.Role >= least ? (group, self) : throw NotAllowed();
    }

    private static DemoMember Target(DemoGroup group, string contact) =>
        group.Find(contact) ?? throw new NetworkException(NetworkError.NotFound, "There is no such member.");

    /// <summary>Nobody removes those above them.</summary>
    private static void CheckRank(DemoMember actor, DemoMember target)
    {
        if (target.Role > actor.Role)
            throw NotAllowed();
    }

    private void Enter(DemoGroup group, DemoMember member)
    {
        Tell(group, Change(MemberChangeKind.Joined, member));
        group.Members.Add(member);
    }
}
