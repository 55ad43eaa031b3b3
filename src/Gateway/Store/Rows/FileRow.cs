namespace Bridge.Store;

/// <summary>A file of a network that people on XMPP were given an address of. Table <c>files</c>.</summary>
public sealed class FileRow
{
    /// <summary>Assigned by the database.</summary>
    public long Id { get; set; }

    /// <summary>The account it came by; null for what the gateway itself shows to somebody.</summary>
    public long? AccountId { get; set; }

    /// <summary>The bare JID of the user whose share of the space it takes.</summary>
    public required string Owner { get; set; }

    /// <summary>What it is for the account: the same file again has the same address.</summary>
    public required string Key { get; set; }

    /// <summary>The name of the file in the gateway's own store, by which alone it can be fetched; null for one that a server keeps.</summary>
    public string? Token { get; set; }

    /// <summary>Its address.</summary>
    public required string Url { get; set; }

    /// <summary>The name for people.</summary>
    public required string Name { get; set; }

    /// <summary>Its media type.</summary>
    public required string MediaType { get; set; }

    /// <summary>Bytes.</summary>
    public long Size { get; set; }

    /// <summary>SHA-256 in Base64.</summary>
    public required string Sha256 { get; set; }

    /// <summary>Until when it is kept. Unix milliseconds, UTC.</summary>
    public long ExpiresAt { get; set; }
}
