namespace Bridge.Adapters;

/// <summary>A file.</summary>
/// <param name="File">How to read it.</param>
/// <param name="Kind">How to show it.</param>
public sealed record FilePart(IFileHandle File, FileKind Kind = FileKind.File) : MessagePart
{
    /// <summary>Width in pixels, when known.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels, when known.</summary>
    public int? Height { get; init; }

    /// <summary>Playing time, when known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>A small picture of it, as the network has one, to be seen before the file is fetched; or null.</summary>
    public IFileHandle? Thumbnail { get; init; }

    /// <summary>An emoji that stands for a sticker.</summary>
    public string? Emoji { get; init; }

    /// <summary>What is to be seen or heard in it, for people who cannot, or null.</summary>
    public string? Description { get; init; }
}
