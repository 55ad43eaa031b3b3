namespace Bridge.Adapters;

/// <summary>What is to be found at an address that the text names; shown beside the text, and not a part with an id of its own.</summary>
/// <param name="Url">The address, as the text has it.</param>
/// <param name="Title">The page's title, or null.</param>
/// <param name="Description">What it is about, or null.</param>
/// <param name="Image">A picture of it, or null; only one with an address of its own is shown.</param>
public sealed record LinkPreviewPart(Uri Url, string? Title = null, string? Description = null, IFileHandle? Image = null) : MessagePart;
