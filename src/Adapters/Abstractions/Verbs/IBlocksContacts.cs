namespace Bridge.Adapters;

/// <summary>Optional: contacts can be blocked on the network (XEP-0191).</summary>
public interface IBlocksContacts
{
    /// <summary>Blocks or unblocks somebody.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    Task SetBlockedAsync(ContactId contact, bool blocked, CancellationToken stop);
}
