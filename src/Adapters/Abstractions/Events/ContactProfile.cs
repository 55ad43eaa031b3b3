namespace Bridge.Adapters;

/// <summary>Who a contact is. Null: unchanged or not known; empty: cleared.</summary>
public sealed record ContactProfile
{
    /// <summary>Whose.</summary>
    public required ContactId Contact { get; init; }

    /// <summary>The name to show.</summary>
    public string? Name { get; init; }

    /// <summary>What people type to find them (a user name, an address, <c>user@host</c>).</summary>
    public string? Handle { get; init; }

    /// <summary>The address of their profile page or the like.</summary>
    public string? Url { get; init; }

    /// <summary>About themselves.</summary>
    public string? Description { get; init; }

    /// <summary>Their picture.</summary>
    public IFileHandle? Avatar { get; init; }

    /// <summary>The software they use.</summary>
    public string? Software { get; init; }

    /// <summary>Whether they are in the account's contact list.</summary>
    public bool? IsContact { get; init; }

    /// <summary>Whether the account has blocked them.</summary>
    public bool? IsBlocked { get; init; }

    /// <summary>The groups of the contact list that they are in, by the names that the user has given these.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>Another one whenever <see cref="Avatar"/> is another picture, so that each is fetched once. Opaque; null where the network has none.</summary>
    public string? AvatarId { get; init; }

    /// <summary>Whether a program answers.</summary>
    public bool? IsBot { get; init; }
}
