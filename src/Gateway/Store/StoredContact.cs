namespace Bridge.Store;

/// <summary>A person on a network as one account sees them, and as its user's own contact list shows them.</summary>
/// <param name="NetworkId">The id on the network: opaque, compared ordinally.</param>
public sealed record StoredContact(string NetworkId)
{
    /// <summary>The name that the network tells, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The groups of the network's contact list, separated by line feeds; null for none.</summary>
    public string? Groups { get; init; }

    /// <summary>How they stand with the account.</summary>
    public ContactFlags Flags { get; init; }

    /// <summary>The name in the user's own contact list when the gateway saw it last; null when they were not in it.</summary>
    public string? RosterName { get; init; }

    /// <summary>The groups there, separated by line feeds.</summary>
    public string? RosterGroups { get; init; }

    /// <summary>When somebody wrote last, to the day or so: Unix milliseconds, UTC; 0 for never.</summary>
    public long TalkedAt { get; init; }

    /// <summary>Whether there is nothing to remember.</summary>
    public bool IsEmpty => Flags == ContactFlags.None && TalkedAt == 0 && RosterName is null;

    /// <summary>Whether all of these are set.</summary>
    public bool Is(ContactFlags flags) => (Flags & flags) == flags;

    /// <summary>The same with flags set and others cleared.</summary>
    public StoredContact With(ContactFlags set, ContactFlags cleared = ContactFlags.None) => this with { Flags = (Flags & ~cleared) | set };
}
