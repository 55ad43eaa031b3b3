namespace Bridge.Gateway.Configuration;

/// <summary>What the rooms of a network keep of what is said in them.</summary>
/// <param name="Days">For how long; 0 keeps nothing.</param>
/// <param name="MaxPerRoom">How many messages of each room of each user.</param>
internal sealed record ArchiveConfiguration(int Days, int MaxPerRoom)
{
    /// <summary>What holds when nothing is configured.</summary>
    public static ArchiveConfiguration Default { get; } = new(30, 10_000);
}
