namespace Bridge.Adapters;

/// <summary>How a file is meant.</summary>
public enum FileKind
{
    /// <summary>A document.</summary>
    File,

    /// <summary>A picture.</summary>
    Image,

    /// <summary>A film.</summary>
    Video,

    /// <summary>Music.</summary>
    Audio,

    /// <summary>A voice message.</summary>
    Voice,

    /// <summary>A sticker.</summary>
    Sticker,
}
