namespace Bridge.Store;

/// <summary>A person on a network as one account sees them. Table <c>contacts</c>.</summary>
public sealed class ContactRow
{
    /// <summary>Assigned by the database, never used again after deletion.</summary>
    public long Id { get; set; }

    /// <summary>The account that knows this contact.</summary>
    public long AccountId { get; set; }

    /// <summary>The id on the network: opaque, compared ordinally.</summary>
    public required string NetworkId { get; set; }

    /// <summary>The display name, or null when the network gave none.</summary>
    public string? Name { get; set; }

    /// <summary>The groups of the network's contact list, separated by line feeds; null for none.</summary>
    public string? Groups { get; set; }

    /// <summary>How the contact stands with the account.</summary>
    public ContactFlags Flags { get; set; }

    /// <summary>The name in the user's own contact list when it was seen last; null when the contact was not in it.</summary>
    public string? RosterName { get; set; }

    /// <summary>The groups there, separated by line feeds.</summary>
    public string? RosterGroups { get; set; }

    /// <summary>When somebody wrote last; Unix milliseconds, UTC; 0 for never.</summary>
    public long TalkedAt { get; set; }

    /// <summary>Unix milliseconds, UTC.</summary>
    public long UpdatedAt { get; set; }
}
