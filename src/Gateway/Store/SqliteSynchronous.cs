namespace Bridge.Store;

/// <summary>What a commit waits for (SQLite's <c>PRAGMA synchronous</c>). A killed process loses nothing with either.</summary>
public enum SqliteSynchronous
{
    /// <summary>The operating system has the data: a power cut may take the last commits, and never damages the file.</summary>
    Normal = 1,

    /// <summary>The disk has the data: every commit waits for it.</summary>
    Full = 2,
}
