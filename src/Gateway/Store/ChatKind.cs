namespace Bridge.Store;

/// <summary>Whether a chat is between two or among many. The numbers are stored: never change them.</summary>
public enum ChatKind
{
    /// <summary>With one contact.</summary>
    Direct = 0,

    /// <summary>A group, a channel, a room.</summary>
    Group = 1,
}
