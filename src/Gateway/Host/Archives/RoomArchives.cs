using Bridge.Gateway.Configuration;
using Bridge.Store;

namespace Bridge.Gateway.Archives;

/// <summary>The archives of one network's rooms: whether there are any, and how much of them is kept.</summary>
internal sealed class RoomArchives(string network, ArchiveConfiguration configuration, ArchiveStore store, TimeProvider time)
{
    /// <summary>Where they are.</summary>
    public ArchiveStore Store => store;

    /// <summary>Whether there are any; what is said in a room goes there unless its user does not want it (<see cref="Rooms.Room.RecordsHistory"/>).</summary>
    public bool IsOn => configuration.Days > 0;

    /// <summary>Removes what is too old or too much.</summary>
    public Task PruneAsync(CancellationToken stop) =>
        store.PruneAsync(network, (time.GetUtcNow() - TimeSpan.FromDays(configuration.Days)).ToUnixTimeMilliseconds(), configuration.MaxPerRoom, stop);
}
