namespace Bridge.Gateway;

/// <summary>
/// Gives memory back after a burst (everybody reconnects, a large channel is joined): the runtime keeps what it grew to until it needs more, which
/// for a gateway that then idles is never.
/// </summary>
internal static class MemoryTrim
{
    /// <summary>Allocated since the last time, from which on it is worth the pause of some ten milliseconds.</summary>
    private const long Worthwhile = 4 << 20;

    /// <summary>Allocated within one interval, below which nobody is kept waiting.</summary>
    private const long Quiet = 128 << 10;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks until cancelled.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="release">Has everybody give up first what they keep for the next burst.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(TimeProvider time, Action release, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, time);
        long last = 0, trimmed = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var now = GC.GetTotalAllocatedBytes();
                if (now - last < Quiet && now - trimmed > Worthwhile)
                {
                    release();
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                    trimmed = now;
                }

                last = now;
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
