using System.Globalization;

namespace Bridge.Adapters.Demo;

// The contact lists of accounts.
public sealed partial class DemoNetwork
{
    /// <summary>The profile of somebody, seen from an account; null when there is nobody.</summary>
    internal ContactProfile? Describe(DemoAccount viewer, string contact)
    {
        lock (_gate)
        {
            if (ProfileOf(contact) is not { } profile)
                return null;

            return profile with
            {
                Name = viewer.Contacts.GetValueOrDefault(contact) ?? profile.Name,
                IsContact = viewer.Contacts.ContainsKey(contact),
                IsBlocked = viewer.Blocked.Contains(contact),
                Groups = viewer.ContactGroups.GetValueOrDefault(contact, []),
            };
        }
    }

    /// <summary>Everybody an account has in its contact list, or has blocked.</summary>
    internal IReadOnlyList<ContactProfile> ContactsOf(DemoAccount account)
    {
        lock (_gate)
        {
            return [.. account.Contacts.Keys.Union(account.Blocked).Order(StringComparer.Ordinal).Select(id => Describe(account, id)).OfType<ContactProfile>()];
        }
    }

    /// <summary>Adds somebody to an account's contact list.</summary>
    /// <exception cref="NetworkException">There is nobody.</exception>
    internal void AddContact(DemoAccount account, string contact, string? name)
    {
        lock (_gate)
        {
            if (Describe(account, contact) is null)
                throw new NetworkException(NetworkError.NotFound, "There is nobody of this name.");

            account.Contacts[contact] = name;
            Record(account, "AddContact", contact, name ?? "");
            Deliver(account, PresenceOf(contact));
            TellOf(account, contact);
        }
    }

    /// <summary>Takes somebody out of an account's contact list.</summary>
    internal void RemoveContact(DemoAccount account, string contact)
    {
        lock (_gate)
        {
            account.Contacts.Remove(contact);
            account.ContactGroups.Remove(contact);
            Record(account, "RemoveContact", contact, "");
            TellOf(account, contact);
        }
    }

    /// <summary>Gives somebody in an account's contact list a name.</summary>
    /// <exception cref="NetworkException">They are not in it.</exception>
    internal void RenameContact(DemoAccount account, string contact, string? name)
    {
        lock (_gate)
        {
            if (!account.Contacts.ContainsKey(contact))
                throw new NetworkException(NetworkError.NotFound, "They are not in your contact list.");

            account.Contacts[contact] = name;
            Record(account, "RenameContact", contact, name ?? "");
            TellOf(account, contact);
        }
    }

    /// <summary>Lets somebody who asked into an account's contact list, or does not.</summary>
    /// <exception cref="NetworkException">They have not asked.</exception>
    internal void AnswerContactRequest(DemoAccount account, string contact, bool accept)
    {
        lock (_gate)
        {
            if (!account.Requests.Remove(contact))
                throw new NetworkException(NetworkError.NotFound, "They have not asked to be in your contact list.");

            Record(account, "AnswerContactRequest", contact, accept.ToString());
            if (!accept)
                return;

            account.Contacts[contact] = null;
            Deliver(account, PresenceOf(contact));
            TellOf(account, contact);
        }
    }

    /// <summary>Blocks somebody, or no longer.</summary>
    internal void SetBlocked(DemoAccount account, string contact, bool blocked)
    {
        lock (_gate)
        {
            if (blocked)
                account.Blocked.Add(contact);
            else
                account.Blocked.Remove(contact);

            Record(account, "SetBlocked", contact, blocked.ToString());
            TellOf(account, contact);
        }
    }

    /// <summary>Somebody's own profile; null when there is nobody.</summary>
    private ContactProfile? ProfileOf(string contact) => _contacts.TryGetValue(contact, out var known)
        ? known.Profile
        : !_accounts.TryGetValue(contact, out var other) ? null
        : new ContactProfile { Contact = new ContactId(contact), Name = other.Name, Handle = contact, Avatar = other.Avatar, AvatarId = other.Avatar?.Id ?? "", IsBot = false };

    /// <summary>Tells all devices of an account how somebody stands in its contact list.</summary>
    private void TellOf(DemoAccount account, string contact)
    {
        if (Describe(account, contact) is { } profile)
            Deliver(account, new ContactChanged(profile));
    }

    private void AddGenerated()
    {
        for (var i = 1; i <= _settings.Contacts; i++)
            AddContact(new GeneratedContact(string.Create(CultureInfo.InvariantCulture, $"person{i:0000}"), string.Create(CultureInfo.InvariantCulture, $"Person {i}")));
    }
}
