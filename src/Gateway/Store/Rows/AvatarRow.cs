namespace Bridge.Store;

/// <summary>Which picture a person on a network has, as one account sees them. Table <c>avatars</c>.</summary>
public sealed class AvatarRow
{
    /// <summary>The account.</summary>
    public long AccountId { get; set; }

    /// <summary>The person's id on the network.</summary>
    public required string Contact { get; set; }

    /// <summary>The network's own id of the picture, by which a change is known; or null.</summary>
    public string? AvatarId { get; set; }

    /// <summary>The picture; null when it could not be had or is too large.</summary>
    public string? Sha1 { get; set; }
}
