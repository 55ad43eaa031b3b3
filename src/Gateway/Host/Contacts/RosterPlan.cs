using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Contacts;

/// <summary>
/// Compares what a user's contact list is to say of a network's people with what it says. What the user has changed there stays, and whom they have removed
/// is not put back.
/// </summary>
internal static class RosterPlan
{
    private const ContactFlags OfRoster = ContactFlags.IsPut | ContactFlags.IsGone | ContactFlags.HasOwnName | ContactFlags.HasOwnGroups;

    /// <summary>What is to be done, only where there is something.</summary>
    /// <param name="contact">Somebody.</param>
    /// <param name="address">Their address.</param>
    /// <param name="isWanted">Whether they are to be in the list.</param>
    /// <param name="item">What the list says of them; null when they are not in it.</param>
    /// <param name="title">What the network is called: the group, and what stands before the groups of its own.</param>
    public static RosterStep? Of(StoredContact contact, Jid address, bool isWanted, Roster.Item? item, string title)
    {
        var step = isWanted ? Wanted(contact, address, item, title) : Unwanted(contact, address, item);
        return step.Set is null && !step.Removes && !step.IsSubscribed && step.After == contact ? null : step;
    }

    private static RosterStep Unwanted(StoredContact contact, Jid address, Roster.Item? item)
    {
        var forgotten = contact.With(ContactFlags.None, OfRoster) with { RosterName = null, RosterGroups = null };
        return item is null ? new RosterStep(address, forgotten)
            : !contact.Is(ContactFlags.IsRemoved) && (contact.Is(ContactFlags.IsPut) || contact.Is(ContactFlags.IsGone)) ? new RosterStep(address, forgotten) { Removes = true }
            : new RosterStep(address, contact);
    }

    private static RosterStep Wanted(StoredContact contact, Jid address, Roster.Item? item, string title)
    {
        var name = contact.Name ?? ContactText.Clean(contact.NetworkId);
        var groups = contact.Groups is null ? ContactText.Clean(title) : ContactText.Join(ContactText.Split(contact.Groups).Select(group => $"{title}: {group}"))!;
        if (item is null)
        {
            // Who was there and is not was removed while nobody looked.
            return contact.RosterName is not null
                ? new RosterStep(address, contact.With(ContactFlags.IsRemoved, OfRoster) with { RosterName = null, RosterGroups = null })
                : new RosterStep(address, contact.With(ContactFlags.IsPut) with { RosterName = name, RosterGroups = groups })
                {
                    Set = new Roster.Item(address, name, ContactText.Split(groups), "both"),
                    IsSubscribed = true,
                };
        }

        return Listed(contact, item, name, groups);
    }

    private static RosterStep Listed(StoredContact contact, Roster.Item item, string name, string groups)
    {
        var isNew = contact.RosterName is null;
        var listed = ContactText.Join(item.Groups);
        var hasOwnName = contact.Is(ContactFlags.HasOwnName) || (isNew ? item.Name.Length > 0 && item.Name != name : item.Name != contact.RosterName);
        var hasOwnGroups = contact.Is(ContactFlags.HasOwnGroups) || (isNew ? listed is not null && listed != groups : listed != contact.RosterGroups);
        var wanted = new Roster.Item(
            item.Jid, hasOwnName ? item.Name : name, hasOwnGroups ? item.Groups : ContactText.Split(groups), isNew ? "both" : item.Subscription);
        var isSame = wanted.Name == item.Name && (hasOwnGroups || listed == groups) && wanted.Subscription == item.Subscription;
        return new RosterStep(item.Jid, contact.With((hasOwnName ? ContactFlags.HasOwnName : 0) | (hasOwnGroups ? ContactFlags.HasOwnGroups : 0)) with
        {
            RosterName = wanted.Name,
            RosterGroups = hasOwnGroups ? listed : groups,
        })
        {
            Set = isSame ? null : wanted,
            IsSubscribed = isNew,
            Rename = hasOwnName && item.Name.Length > 0 && item.Name != contact.RosterName && item.Name != name ? item.Name : null,
        };
    }
}
