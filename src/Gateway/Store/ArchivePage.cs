namespace Bridge.Store;

/// <summary>A page of an archive.</summary>
/// <param name="Messages">In the order in which they were said.</param>
/// <param name="IsComplete">True when nothing follows in the direction of the paging.</param>
public sealed record ArchivePage(IReadOnlyList<ArchivedMessage> Messages, bool IsComplete);
