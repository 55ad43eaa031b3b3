namespace Bridge.Store;

/// <summary>
/// The archives of rooms: for each account and chat one of its own, which nobody else is ever given. What is written goes through
/// <see cref="DeliveryJournal.Archive"/>; here they are asked, filled from elsewhere, cut to size and erased.
/// </summary>
/// <param name="writer">The store's writer.</param>
/// <param name="reader">The store's reader.</param>
/// <param name="journal">For what is given to it and not committed yet.</param>
public sealed class ArchiveStore(StoreWriter writer, StoreReader reader, DeliveryJournal journal)
{
    private const int ChatsAtOnce = 64, RowsAtOnce = 1_000;

    /// <summary>A page of an archive, with all that was given to the journal before the call.</summary>
    /// <returns>Null when one of the ids that are asked for is not in the archive.</returns>
    public async Task<ArchivePage?> ReadAsync(ArchiveQuery query, CancellationToken stop)
    {
        await journal.FlushAsync().WaitAsync(stop).ConfigureAwait(false);
        return await reader.RunAsync(store => ArchivePages.Read(store, query), stop).ConfigureAwait(false);
    }

    /// <summary>How many messages match; which page does not matter.</summary>
    /// <returns>Null when one of the ids that are asked for is not in the archive.</returns>
    public async Task<int?> CountAsync(ArchiveQuery query, CancellationToken stop)
    {
        await journal.FlushAsync().WaitAsync(stop).ConfigureAwait(false);
        return await reader.RunAsync(store => ArchivePages.Count(store, query), stop).ConfigureAwait(false);
    }

    /// <summary>The first and the last message of an archive; null when it is empty.</summary>
    public async Task<ArchiveEdges?> ReadEdgesAsync(long account, string chat, CancellationToken stop)
    {
        await journal.FlushAsync().WaitAsync(stop).ConfigureAwait(false);
        return await reader.RunAsync(store => ArchivePages.ReadEdges(store, account, chat), stop).ConfigureAwait(false);
    }

    /// <summary>The network's id of a message that was archived, as long as it is known; else null.</summary>
    public Task<string?> FindNetworkIdAsync(long account, string chat, string stanzaId, CancellationToken stop) =>
        reader.RunAsync(store => ArchivePages.FindNetworkId(store, account, chat, stanzaId), stop);

    /// <summary>The chats of some accounts that have something in their archives.</summary>
    public async Task<IReadOnlyList<RoomKey>> ListAsync(IReadOnlyList<long> accounts, CancellationToken stop)
    {
        await journal.FlushAsync().WaitAsync(stop).ConfigureAwait(false);
        return await reader.RunAsync(store => ArchivePages.List(store, accounts), stop).ConfigureAwait(false);
    }

    /// <summary>Adds messages from elsewhere, all or none. What is there already stays as it is.</summary>
    /// <returns>How many were not there.</returns>
    public Task<int> AddAsync(IReadOnlyList<ArchivedMessage> messages, CancellationToken stop) =>
        writer.RunAsync(store => messages.Count(message => ArchiveRows.Add(store, message)), stop);

    /// <summary>Erases the archive of a room, some messages at once so that nobody waits for it.</summary>
    public async Task EraseAsync(RoomKey room, CancellationToken stop)
    {
        await journal.FlushAsync().WaitAsync(stop).ConfigureAwait(false);
        while (await writer.RunAsync(store => ArchivePages.Erase(store, room, RowsAtOnce), stop).ConfigureAwait(false))
        {
        }
    }

    /// <summary>Removes the oldest messages of every archive of a network, some at once so that nobody waits for it.</summary>
    /// <param name="network">The configured network's name.</param>
    /// <param name="before">What was said before goes: Unix milliseconds.</param>
    /// <param name="perRoom">How many messages a room may keep.</param>
    /// <param name="stop">Ends the wait between two steps.</param>
    public async Task PruneAsync(string network, long before, int perRoom, CancellationToken stop)
    {
        long last = 0;
        while (await reader.RunAsync(store => ArchivePages.ReadChats(store, network, last, ChatsAtOnce), stop).ConfigureAwait(false) is { Count: > 0 } chats)
        {
            last = chats[^1];
            while (await writer.RunAsync(store => ArchivePages.Prune(store, chats, before, perRoom, RowsAtOnce), stop).ConfigureAwait(false))
            {
            }
        }
    }
}
