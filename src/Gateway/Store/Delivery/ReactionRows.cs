namespace Bridge.Store;

/// <summary>The table <c>reactions</c>; within the writer's transaction.</summary>
internal static class ReactionRows
{
    /// <summary>The most reactions of one person that are kept: who adds without end does not fill the disk.</summary>
    private const int MaxKept = 64;

    /// <summary>Somebody's reactions to a message.</summary>
    public static IReadOnlyList<string> Read(StoreTransaction store, MappedMessage message, string sender)
    {
        var row = store.Prepare("SELECT reactions FROM reactions WHERE message_id = ?1 AND part = ?3 AND sender = ?2").Bind(1, message.RowId).Bind(2, sender).Bind(3, message.Part);
        if (!row.Read())
        {
            return [];
        }

        var text = row.GetText(0);
        row.Reset();
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Changes somebody's reactions to a message, if that is known.</summary>
    /// <returns>All of them afterwards.</returns>
    public static IReadOnlyList<string> Apply(StoreTransaction store, ReactionUpdate update, MappedMessage? message)
    {
        if (message is null)
        {
            return update.Change == ReactionUpdateKind.Remove ? [] : update.Emoji;
        }

        List<string> emoji = update.Change == ReactionUpdateKind.Replace ? [] : [.. Read(store, message, update.Sender)];
        if (update.Change == ReactionUpdateKind.Remove)
        {
            emoji.RemoveAll(update.Emoji.Contains);
        }
        else
        {
            emoji.AddRange(update.Emoji.Where(one => !emoji.Contains(one)));
        }

        if (emoji.Count > MaxKept)
        {
            emoji.RemoveRange(0, emoji.Count - MaxKept);
        }

        Write(store, message, update.Sender, emoji);
        return emoji;
    }

    private static void Write(StoreTransaction store, MappedMessage message, string sender, List<string> emoji)
    {
        if (emoji.Count == 0)
        {
            store.Prepare("DELETE FROM reactions WHERE message_id = ?1 AND part = ?3 AND sender = ?2").Bind(1, message.RowId).Bind(2, sender).Bind(3, message.Part).Run();
            return;
        }

        // Selected from the message's row, which may be gone meanwhile.
        store.Prepare("""
            INSERT INTO reactions (message_id, part, sender, reactions) SELECT id, ?4, ?2, ?3 FROM messages WHERE id = ?1
            ON CONFLICT (message_id, part, sender) DO UPDATE SET reactions = excluded.reactions
            """).Bind(1, message.RowId).Bind(2, sender).Bind(3, string.Join(' ', emoji)).Bind(4, message.Part).Run();
    }
}
