namespace Bridge.Adapters;

/// <summary>A field of a login step.</summary>
/// <param name="Name">A stable name; <c>username</c>, <c>password</c>, <c>email</c> and <c>phone</c> are shown by old clients too (XEP-0077).</param>
/// <param name="Label">What people read.</param>
public sealed record LoginField(string Name, string Label)
{
    /// <summary>Shown as dots, and never kept in a log.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether it may be left empty.</summary>
    public bool Optional { get; init; }

    /// <summary>What stands in it at first, or null.</summary>
    public string? Default { get; init; }
}
