namespace Bridge.Adapters;

/// <summary>Optional, on a session or on an importer of export files: what was said before.</summary>
public interface IFetchesHistory
{
    /// <summary>A page of a chat's history as the events it would have raised live, oldest first.</summary>
    /// <exception cref="NetworkException">It cannot be had now; <see cref="NetworkError.Unsupported"/> where this server or chat keeps none.</exception>
    Task<HistoryPage> FetchHistoryAsync(ChatId chat, HistoryRequest request, CancellationToken stop);
}
