namespace Bridge.Adapters;

/// <summary>Optional: people can be searched for (XEP-0055).</summary>
public interface ISearches
{
    /// <summary>People that match, at most 50.</summary>
    /// <exception cref="NetworkException">The search failed.</exception>
    Task<IReadOnlyList<ContactProfile>> SearchAsync(string query, CancellationToken stop);
}
