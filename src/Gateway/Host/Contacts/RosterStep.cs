using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Contacts;

/// <summary>What is to be done about one person in a user's contact list.</summary>
/// <param name="Address">Their address.</param>
/// <param name="After">How they stand when it is done.</param>
internal sealed record RosterStep(Jid Address, StoredContact After)
{
    /// <summary>What the list is to say of them; null to leave it as it is.</summary>
    public Roster.Item? Set { get; init; }

    /// <summary>Whether they are to be taken out of it.</summary>
    public bool Removes { get; init; }

    /// <summary>Whether the user sees their presence then.</summary>
    public bool IsSubscribed { get; init; }

    /// <summary>The name that the user has given them since, for the network; or null.</summary>
    public string? Rename { get; init; }
}
