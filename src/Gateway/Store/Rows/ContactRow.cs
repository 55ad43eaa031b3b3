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

    /// <summary>The JID local part that stands for the contact, escaped and case folded; unique for each account.</summary>
    public required string Node { get; set; }

    /// <summary>The display name, or null when the network gave none.</summary>
    public string? Name { get; set; }

    /// <summary>Unix milliseconds, UTC.</summary>
    public long UpdatedAt { get; set; }
}
