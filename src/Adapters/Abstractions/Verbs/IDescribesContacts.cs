namespace Bridge.Adapters;

/// <summary>Optional: a contact's profile can be fetched (vCard, WHOIS).</summary>
public interface IDescribesContacts
{
    /// <summary>What the network tells about somebody; null when there is nobody.</summary>
    /// <exception cref="NetworkException">It cannot be had now.</exception>
    Task<ContactProfile?> DescribeContactAsync(ContactId contact, CancellationToken stop);
}
