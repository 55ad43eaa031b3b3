namespace Bridge.Adapters.Irc;

/// <summary>What differs between the chats and servers of IRC.</summary>
[Flags]
internal enum ChatTraits
{
    None = 0,

    /// <summary>Formatting codes are not refused.</summary>
    Formatting = 1,

    /// <summary>The tag of replies is relayed.</summary>
    Replies = 2,

    /// <summary>The tags of reactions are relayed.</summary>
    Reactions = 4,

    /// <summary>The server deletes messages (<c>draft/message-redaction</c>).</summary>
    Retractions = 8,

    /// <summary>The tag of typing is relayed.</summary>
    Activity = 16,

    /// <summary>The server keeps read markers (<c>draft/read-marker</c>).</summary>
    Displayed = 32,
}
