namespace Bridge.Store;

/// <summary>A person who uses the gateway from XMPP. Table <c>users</c>.</summary>
public sealed class UserRow
{
    /// <summary>Assigned by the database, never used again after deletion.</summary>
    public long Id { get; set; }

    /// <summary>The bare JID, prepared (RFC 7622); unique.</summary>
    public required string Jid { get; set; }
}
