namespace Bridge.Adapters.Demo;

// Who lives here, and what is known of them.
public sealed partial class DemoNetwork
{
    /// <summary>A contact says something to an account.</summary>
    internal MessageReceived SayDirect(DemoAccount account, string contact, MessageContent content, ReplyReference? replyTo)
    {
        lock (_gate)
        {
            MessageId[] ids = [.. Enumerable.Range(0, Math.Max(1, content.Parts.Count)).Select(_ => NextId())];
            var message = new MessageReceived
            {
                Sender = new ContactId(contact),
                SenderName = _contacts.GetValueOrDefault(contact)?.Name,
                Ids = ids,
                Content = content,
                ReplyTo = replyTo,
            };
            return RaiseDirect(account, contact, message);
        }
    }

    /// <summary>Raises an event in a direct chat, dated and keyed.</summary>
    internal T RaiseDirect<T>(DemoAccount account, string contact, T networkEvent)
        where T : NetworkEvent
    {
        lock (_gate)
        {
            var complete = Complete(networkEvent, new ChatId(contact));
            if (account.Blocked.Contains(contact))
                return complete;

            if (IsKept(complete) && complete is not ReceiptReceived)
                account.LogWith(contact).Add(complete);

            Deliver(account, complete);
            return complete;
        }
    }

    /// <summary>Shows an account's availability to those who have it in their list.</summary>
    internal void SetPresence(DemoAccount account, Availability availability, string? status)
    {
        lock (_gate)
        {
            (account.Availability, account.Status) = (availability, status);
            Record(account, "SetPresence", "", $"{availability} {status}".Trim());
            foreach (var other in _accounts.Values.Where(other => other != account && (other.Contacts.ContainsKey(account.Id) || other.Watched.Contains(account.Id))))
                Deliver(other, PresenceOf(account.Id));
        }
    }

    /// <summary>Tells an account of somebody's availability, or no longer.</summary>
    internal void SetWatched(DemoAccount account, string contact, bool watched)
    {
        lock (_gate)
        {
            if (!watched)
                account.Watched.Remove(contact);
            else if (account.Watched.Count >= _settings.MaxWatched)
                throw new NetworkException(NetworkError.Full, "No more people can be watched.");
            else if (account.Watched.Add(contact))
                Deliver(account, PresenceOf(contact));

            Record(account, "SetWatched", contact, watched.ToString());
        }
    }

    /// <summary>Sets what an account shows of itself.</summary>
    internal void SetProfile(DemoAccount account, string? name, DemoFile? avatar)
    {
        lock (_gate)
        {
            if (name is not null)
                account.Name = name.Length == 0 ? null : name;

            account.Avatar = avatar ?? account.Avatar;
            Record(account, "SetProfile", "", name ?? "");
        }
    }

    /// <summary>Tells a fresh session how available its contacts are.</summary>
    internal void ShowPresences(DemoAccount account)
    {
        lock (_gate)
        {
            account.Watched.Clear();
            foreach (var contact in account.Contacts.Keys.Order(StringComparer.Ordinal))
                Deliver(account, PresenceOf(contact));
        }
    }

    /// <summary>People whose name or id holds the text.</summary>
    internal IReadOnlyList<ContactProfile> Search(DemoAccount viewer, string query)
    {
        lock (_gate)
        {
            return [.. _contacts.Values
                .Where(contact => Holds(contact.Id, query) || Holds(contact.Name, query))
                .OrderBy(contact => contact.Id, StringComparer.Ordinal)
                .Take(50)
                .Select(contact => contact.Profile with { IsContact = viewer.Contacts.ContainsKey(contact.Id) })];
        }
    }

    private static bool Holds(string text, string query) => text.Contains(query, StringComparison.OrdinalIgnoreCase);

    private PresenceChanged PresenceOf(string contact)
    {
        var id = new ContactId(contact);
        if (_contacts.TryGetValue(contact, out var known))
            return new PresenceChanged(id, known.Availability);

        return _accounts.TryGetValue(contact, out var account) && account.Mailbox.Reader is not null
            ? new PresenceChanged(id, account.Availability) { Status = account.Status }
            : new PresenceChanged(id, Availability.Offline);
    }

    private T Complete<T>(T networkEvent, ChatId? chat)
        where T : NetworkEvent => networkEvent with
        {
            Chat = networkEvent.Chat ?? chat,
            At = networkEvent.At ?? Now,
            DedupeKey = networkEvent.DedupeKey ?? (IsKept(networkEvent) ? NextKey() : null),
        };

    private void AddPeople()
    {
        AddContact(new EchoContact());
        AddContact(new ParrotContact());
        AddContact(new SlowContact());
        AddContact(new GrumpyContact());
        AddContact(new SamplesContact());
        AddContact(new GhostContact());
        AddContact(new ClockContact());
        AddContact(new FaultsContact());
    }

    private void AddContact(DemoContact contact) => _contacts[contact.Id] = contact;
}
