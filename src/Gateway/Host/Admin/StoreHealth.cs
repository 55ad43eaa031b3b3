using Bridge.Store;

namespace Bridge.Gateway.Admin;

/// <summary>Whether anything can be stored.</summary>
internal sealed class StoreHealth(StoreWriter writer, TimeProvider time) : IHealthSource
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private long _triedAt;

    /// <inheritdoc/>
    public string Name => "database";

    /// <inheritdoc/>
    public string? Trouble
    {
        get
        {
            if (writer.Fault is not { } fault)
            {
                return null;
            }

            Try();
            return $"nothing can be stored. {fault.Message}";
        }
    }

    /// <summary>A gateway that nobody writes through would otherwise not notice that its disk has room again.</summary>
    private void Try()
    {
        var last = Interlocked.Read(ref _triedAt);
        if ((last == 0 || time.GetElapsedTime(last) > Interval) && Interlocked.CompareExchange(ref _triedAt, time.GetTimestamp(), last) == last)
        {
            writer.Post(new Trial());
        }
    }

    private sealed class Trial : StoreWork
    {
        // A page of its own: what fits into a page that is there already says nothing of the disk.
        public override void Write(StoreTransaction store)
        {
            store.Prepare("INSERT INTO settings (key, value) VALUES ('trial', hex(zeroblob(4096)))").Run();
            store.Prepare("DELETE FROM settings WHERE key = 'trial'").Run();
        }
    }
}
