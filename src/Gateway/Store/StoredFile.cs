namespace Bridge.Store;

/// <summary>A file of a network that people on XMPP were given an address of.</summary>
/// <param name="Owner">The bare JID of the user whose share of the space it takes.</param>
/// <param name="Key">What it is for the account.</param>
/// <param name="Url">Its address.</param>
/// <param name="Name">The name for people.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 in Base64.</param>
/// <param name="ExpiresAt">Until when it is kept, Unix milliseconds.</param>
public sealed record StoredFile(string Owner, string Key, string Url, string Name, string MediaType, long Size, string Sha256, long ExpiresAt)
{
    /// <summary>The account it came by; null for what the gateway itself shows to somebody.</summary>
    public long? AccountId { get; init; }

    /// <summary>The name of the file in the gateway's own store; null for one that a server keeps.</summary>
    public string? Token { get; init; }
}
