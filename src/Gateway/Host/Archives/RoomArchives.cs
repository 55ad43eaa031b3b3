using Bridge.Gateway.Configuration;
using Bridge.Gateway.Options;
using Bridge.Store;

namespace Bridge.Gateway.Archives;

/// <summary>The archives of one network's rooms: whether there is one, and how much of it is kept.</summary>
internal sealed class RoomArchives(string network, ArchiveConfiguration configuration, UserOptions options, ArchiveStore store, TimeProvider time)
{
    /// <summary>Where they are.</summary>
    public ArchiveStore Store => store;

    /// <summary>Whether what is said in a room is kept for a user: the one place that decides it. Asked for each message.</summary>
    public bool Records(OptionTarget room) => configuration.Days > 0 && options.IsOn(CoreOptions.RecordHistory, room);

    /// <summary>Removes what is too old or too much.</summary>
    public Task PruneAsync(CancellationToken stop) =>
        store.PruneAsync(network, (time.GetUtcNow() - TimeSpan.FromDays(configuration.Days)).ToUnixTimeMilliseconds(), configuration.MaxPerRoom, stop);
}
