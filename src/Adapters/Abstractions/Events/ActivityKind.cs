namespace Bridge.Adapters;

/// <summary>What somebody is doing in a chat.</summary>
public enum ActivityKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Typing.</summary>
    Typing,

    /// <summary>Typed, and stopped without sending.</summary>
    Paused,

    /// <summary>Recording or uploading something.</summary>
    Recording,
}
