namespace Bridge.Store;

/// <summary>A chat of an account has another id on the network from now on.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Former">The id before.</param>
/// <param name="Current">The id from now on.</param>
public sealed record ChatMove(long AccountId, string Former, string Current)
{
    /// <summary>Called on the writer's thread when it is committed.</summary>
    public Action? Moved { get; init; }

    /// <summary>Within the writer's transaction: the archive, the message map and the options follow. What the chat of that id has already stays.</summary>
    internal void Apply(StoreTransaction store)
    {
        store.Prepare("UPDATE OR IGNORE options SET chat = ?3 WHERE account_id = ?1 AND chat = ?2").Bind(1, AccountId).Bind(2, Former).Bind(3, Current).Run();
        store.Prepare("DELETE FROM options WHERE account_id = ?1 AND chat = ?2").Bind(1, AccountId).Bind(2, Former).Run();
        if (ArchiveRows.FindChat(store, AccountId, Former) is not { } former)
        {
            return;
        }

        if (ArchiveRows.FindChat(store, AccountId, Current) is not { } current)
        {
            store.Prepare("UPDATE chats SET network_id = ?2 WHERE id = ?1").Bind(1, former).Bind(2, Current).Run();
            return;
        }

        foreach (var table in (ReadOnlySpan<string>)["archive", "messages", "message_parts"])
        {
            store.Prepare($"UPDATE OR IGNORE {table} SET chat_id = ?2 WHERE chat_id = ?1").Bind(1, former).Bind(2, current).Run();
        }

        // What is in both is there once, and goes with the chat here.
        store.Prepare("DELETE FROM chats WHERE id = ?1").Bind(1, former).Run();
    }
}
