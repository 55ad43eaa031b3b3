namespace Bridge.Adapters.Irc;

/// <summary>What people type around a text to style it (XEP-0393 section 5.2), which stands beside the code that says the same.</summary>
internal static class FormattingMarks
{
    /// <summary>The character for a kind of span, or null.</summary>
    internal static char? Of(SpanKind kind) => kind switch
    {
        SpanKind.Bold => '*',
        SpanKind.Italic => '_',
        SpanKind.Strike => '~',
        SpanKind.Code => '`',
        _ => null,
    };
}
