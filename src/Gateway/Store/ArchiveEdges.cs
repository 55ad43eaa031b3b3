namespace Bridge.Store;

/// <summary>The first and the last message of an archive that is not empty.</summary>
/// <param name="FirstId">The first's stable id.</param>
/// <param name="FirstAt">When it was said: Unix milliseconds.</param>
/// <param name="LastId">The last's stable id.</param>
/// <param name="LastAt">When it was said: Unix milliseconds.</param>
public sealed record ArchiveEdges(string FirstId, long FirstAt, string LastId, long LastAt);
