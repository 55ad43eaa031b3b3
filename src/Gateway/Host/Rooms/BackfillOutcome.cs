namespace Bridge.Gateway.Rooms;

/// <summary>How much of what is missing was fetched.</summary>
internal enum BackfillOutcome
{
    /// <summary>All of it.</summary>
    Complete,

    /// <summary>More is missing than is fetched at once.</summary>
    Partial,

    /// <summary>It takes longer than anybody should wait for.</summary>
    Late,

    /// <summary>Nothing.</summary>
    Failed,
}
