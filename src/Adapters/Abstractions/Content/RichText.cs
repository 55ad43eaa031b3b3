namespace Bridge.Adapters;

/// <summary>Plain text with spans. Ranges count UTF-16 code units; XEPs count code points and are converted at the edge.</summary>
/// <param name="Plain">The text without any markup, lines separated by <c>\n</c>.</param>
public sealed record RichText(string Plain)
{
    /// <summary>The spans, sorted by start; they may nest but do not cross.</summary>
    public IReadOnlyList<TextSpan> Spans { get; init; } = [];
}
