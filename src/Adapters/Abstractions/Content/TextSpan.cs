namespace Bridge.Adapters;

/// <summary>A marked range of a <see cref="RichText"/>.</summary>
/// <param name="Start">UTF-16 offset, 0 or more.</param>
/// <param name="Length">UTF-16 length, 1 or more; start plus length stays within the text.</param>
/// <param name="Kind">The mark.</param>
/// <param name="Argument">The address of a link, the language of a code block, the id of a mentioned contact; else null.</param>
public readonly record struct TextSpan(int Start, int Length, SpanKind Kind, string? Argument = null);
