namespace Bridge.Adapters;

/// <summary>Optional: the user may give the people in the contact list names of their own.</summary>
public interface IRenamesContacts
{
    /// <summary>Gives somebody a name, which <see cref="ContactProfile.Name"/> says from then on; null for the one that they show themselves.</summary>
    /// <exception cref="NetworkException">It was refused, or they are not in the list (<see cref="NetworkError.NotFound"/>).</exception>
    Task RenameContactAsync(ContactId contact, string? name, CancellationToken stop);
}
