namespace Bridge.Adapters;

/// <summary>Optional: public groups can be listed.</summary>
public interface IListsGroups
{
    /// <summary>The groups whose name or topic holds the query (null: all), complete; the core pages through them (XEP-0059).</summary>
    /// <exception cref="NetworkException">They cannot be had now.</exception>
    Task<IReadOnlyList<GroupListing>> ListGroupsAsync(string? query, CancellationToken stop);
}
