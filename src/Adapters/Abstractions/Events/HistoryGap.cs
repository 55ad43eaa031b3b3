namespace Bridge.Adapters;

/// <summary>Messages of a time cannot be had; people are told once. Stored before it is delivered.</summary>
/// <param name="From">From when.</param>
/// <param name="To">To when.</param>
/// <param name="Reason">A sentence for people.</param>
public sealed record HistoryGap(DateTimeOffset From, DateTimeOffset To, string Reason) : NetworkEvent;
