namespace Bridge.Gateway.Conversations;

/// <summary>What was said last in a chat, for those who react and reply in words: whom to, and to what. Never written down. Thread-safe.</summary>
internal sealed class RecentMessages
{
    private const int Kept = 16;

    private readonly List<Entry> _entries = [];

    /// <summary>A message was shown.</summary>
    /// <param name="id">The id that clients have of it.</param>
    /// <param name="author">The name of who said it; null for the user.</param>
    /// <param name="text">What it says.</param>
    /// <param name="reply">What it answers, as clients were told; or null.</param>
    public void Add(string id, string? author, string? text, References.Reply? reply = null)
    {
        var entry = new Entry(id, author, FallbackText.Excerpt(text)) { Reply = reply };
        lock (_entries)
        {
            if (_entries.Count == Kept)
            {
                _entries.RemoveAt(0);
            }

            _entries.Add(entry);
        }
    }

    /// <summary>The message under an id, or null.</summary>
    public Entry? Find(string id)
    {
        lock (_entries)
        {
            return _entries.FindLast(entry => entry.Id == id);
        }
    }

    /// <summary>Whether a message was the last.</summary>
    public bool IsLatest(string id)
    {
        lock (_entries)
        {
            return _entries.Count > 0 && _entries[^1].Id == id;
        }
    }

    /// <summary>The user's reactions to a message are these now.</summary>
    /// <returns>Those before.</returns>
    public IReadOnlyList<string> React(string id, IReadOnlyList<string> reactions)
    {
        lock (_entries)
        {
            if (_entries.FindLast(entry => entry.Id == id) is not { } entry)
            {
                return [];
            }

            var former = entry.Reactions;
            entry.Reactions = reactions;
            return former;
        }
    }

    /// <summary>A message.</summary>
    internal sealed class Entry(string id, string? author, string? excerpt)
    {
        /// <summary>The id that clients have of it.</summary>
        public string Id => id;

        /// <summary>The name of who said it; null for the user.</summary>
        public string? Author => author;

        /// <summary>Its start, or null.</summary>
        public string? Excerpt => excerpt;

        /// <summary>What it answers, which its new versions answer as well; or null.</summary>
        public References.Reply? Reply { get; init; }

        /// <summary>The user's reactions to it.</summary>
        public IReadOnlyList<string> Reactions { get; set; } = [];
    }
}
