namespace Bridge.Gateway.Tests.Import;

/// <summary>How an import ended and what it said.</summary>
internal sealed record ImportEnd(int Status, string Output, string Error)
{
    /// <summary>The part of the report below a title.</summary>
    public IReadOnlyList<string> Below(string title) =>
    [
        .. Output.Split('\n').SkipWhile(line => !line.StartsWith(title, StringComparison.Ordinal)).Skip(1)
            .TakeWhile(static line => line.StartsWith(' ')).Select(static line => line.Trim()),
    ];
}
