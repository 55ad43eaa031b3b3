namespace Bridge.Adapters.Demo;

// For tests and demonstrations: makes things happen on the network, and shows what happened. Where an account may be named and is not,
// every account on the network is meant.
public sealed partial class DemoNetwork
{
    /// <summary>The accounts the network knows, by their ids: the user's bare JID, or the name of the login.</summary>
    public IReadOnlyList<string> Accounts => Locked(() => (IReadOnlyList<string>)[.. _accounts.Keys]);

    /// <summary>The messages that arrived, oldest first.</summary>
    public IReadOnlyList<DemoReceived> Received => Locked(() => (IReadOnlyList<DemoReceived>)[.. _received]);

    /// <summary>What accounts did besides, oldest first.</summary>
    public IReadOnlyList<DemoCall> Calls => Locked(() => (IReadOnlyList<DemoCall>)[.. _calls]);

    /// <summary>How often sessions have connected, or tried to.</summary>
    public int Connections => Locked(() => _connections);

    /// <summary>Whether an account's session is connected.</summary>
    public bool IsConnected(string account) => Locked(() => _accounts.TryGetValue(account, out var known) && known.Mailbox.Reader is not null);

    /// <summary>A contact says something in the direct chat.</summary>
    /// <returns>The message, as the last of the accounts meant got it.</returns>
    /// <exception cref="InvalidOperationException">There is no account yet.</exception>
    public MessageReceived Say(string contact, string text, string? account = null) => Say(contact, MessageContent.FromText(text), account);

    /// <inheritdoc cref="Say(string, string, string?)"/>
    public MessageReceived Say(string contact, MessageContent content, string? account = null) => Locked(() =>
        Meant(account).Select(known => SayDirect(known, contact, content, replyTo: null)).ToList().LastOrDefault()
        ?? throw new InvalidOperationException("Nobody has an account on this network yet."));

    /// <summary>A member says something in a group.</summary>
    /// <param name="group">The group's id, with its <c>#</c>.</param>
    /// <param name="member">The member's id or name.</param>
    /// <param name="text">The text.</param>
    public MessageReceived SayInGroup(string group, string member, string text) => SayInGroup(group, member, MessageContent.FromText(text));

    /// <inheritdoc cref="SayInGroup(string, string, string)"/>
    public MessageReceived SayInGroup(string group, string member, MessageContent content) =>
        Locked(() => TalkInGroup(Known(group), Known(group, member), content));

    /// <summary>Raises any event. What it lacks is filled in: a key where it is stored, the time.</summary>
    public void Raise(NetworkEvent networkEvent, string? account = null) => Locked(() =>
    {
        ArgumentNullException.ThrowIfNull(networkEvent);
        var complete = Complete(networkEvent, chat: null);
        if (complete.Chat is { } chat && FindGroup(chat) is { } group && account is null)
        {
            RaiseInGroup(group, complete);
            return;
        }

        foreach (var known in Meant(account))
            Deliver(known, complete);
    });

    /// <summary>Sends the last stored event again, with the same key, as networks do that have not seen a confirmation.</summary>
    public void RedeliverLast(string? account = null) => Locked(() =>
    {
        foreach (var known in Meant(account))
        {
            if (known.Last is { } last)
                known.Mailbox.Put(last);
        }
    });

    /// <summary>Somebody comes into a group.</summary>
    public void Join(string group, string contact, string? name = null, MemberRole role = MemberRole.Participant) => Locked(() =>
    {
        if (!_contacts.ContainsKey(contact))
            AddContact(new PersonContact(contact, name ?? contact));

        if (Known(group).Find(contact) is null)
            Enter(Known(group), new DemoMember(contact, name ?? _contacts[contact].Name, role));
    });

    /// <summary>Somebody leaves a group, or is removed from it. An account may be meant as well.</summary>
    public void Leave(string group, string member, MemberChangeKind kind = MemberChangeKind.Left, string? actor = null, string? reason = null) =>
        Locked(() => RemoveMember(Known(group), Known(group, member).Contact, kind, actor, reason));

    /// <summary>Somebody takes another name in a group.</summary>
    public void Rename(string group, string member, string name) => Locked(() => Rename(Known(group), Known(group, member), name));

    /// <summary>Somebody gets another role in a group. An account may be meant as well.</summary>
    public void SetRole(string group, string member, MemberRole role) =>
        Locked(() => ChangeRole(Known(group), Known(group, member), role, actor: null));

    /// <summary>A member sets the topic.</summary>
    public void SetTopic(string group, string member, string topic) => Locked(() => ChangeTopic(Known(group), topic, Known(group, member).Name));

    /// <summary>Whether somebody is in an account's contact list.</summary>
    public bool IsContact(string account, string contact) => Locked(() => AccountOf(account).Contacts.ContainsKey(contact));

    /// <summary>Somebody asks to be in an account's contact list.</summary>
    public void AskForContact(string account, string contact, string? text = null) => Locked(() =>
    {
        var asked = AccountOf(account);
        asked.Requests.Add(contact);
        Deliver(asked, Complete(new ContactRequested(new ContactId(contact)) { Name = ProfileOf(contact)?.Name, Text = text }, chat: null));
    });

    /// <summary>The account's user changes their contact list from another device: what is null stays as it is.</summary>
    public void ChangeContact(string account, string contact, bool? isContact = null, string? name = null, bool? isBlocked = null, IReadOnlyList<string>? groups = null) =>
        Locked(() =>
        {
            var own = AccountOf(account);
            if (isContact == true)
                own.Contacts.TryAdd(contact, null);
            else if (isContact == false)
                own.Contacts.Remove(contact);

            if (name is not null && own.Contacts.ContainsKey(contact))
                own.Contacts[contact] = name;

            if (isBlocked == true)
                own.Blocked.Add(contact);
            else if (isBlocked == false)
                own.Blocked.Remove(contact);

            if (groups is not null)
                own.ContactGroups[contact] = groups;

            TellOf(own, contact);
        });

    /// <summary>Breaks connections, with a reason that decides whether the core connects again.</summary>
    public void Disconnect(string? account = null, NetworkError error = NetworkError.NetworkDown) => Locked(() =>
    {
        foreach (var known in Meant(account))
            known.Mailbox.Reader?.Break(new NetworkException(error, "The connection was lost.") { Code = "demo.lost" });
    });

    /// <summary>Ends a login on the network's side, for good or until it is allowed again.</summary>
    public void SetLoggedOut(string account, bool loggedOut) => Locked(() =>
    {
        AccountOf(account).LoggedOut = loggedOut;
        if (loggedOut)
            Disconnect(account, NetworkError.LoggedOut);
    });

    /// <summary>Scans the code that a login shows.</summary>
    /// <returns>False when no such code is shown.</returns>
    public bool ScanLoginCode(string code) => Locked(() => _loginCodes.Remove(code, out var scanned) && scanned.TrySetResult());

    private IEnumerable<DemoAccount> Meant(string? account) => account is null ? [.. _accounts.Values] : [AccountOf(account)];

    private DemoGroup Known(string group) =>
        _groups.GetValueOrDefault(group) ?? throw new ArgumentException($"There is no group {group}.", nameof(group));

    private DemoMember Known(string group, string member) =>
        Known(group).Find(member) ?? Known(group).FindName(member)
        ?? throw new ArgumentException($"Nobody is called {member} in {group}.", nameof(member));

    private T Locked<T>(Func<T> action)
    {
        lock (_gate)
            return action();
    }

    private void Locked(Action action)
    {
        lock (_gate)
            action();
    }
}
