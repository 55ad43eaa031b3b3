namespace Bridge.Adapters;

/// <summary>A page of history.</summary>
/// <param name="Events">Oldest first, with times and dedupe keys.</param>
/// <param name="Next">Where the next page starts, or null at the end.</param>
public sealed record HistoryPage(IReadOnlyList<NetworkEvent> Events, string? Next);
