namespace Bridge.Adapters;

/// <summary>One way to log in.</summary>
/// <param name="Id">A stable id: lower-case ASCII letters, digits and hyphens.</param>
/// <param name="Title">What people choose it by.</param>
public sealed record LoginFlow(string Id, string Title)
{
    /// <summary>The fields of the first step when it is an input step; what XEP-0077 shows. Null when the flow starts otherwise.</summary>
    public LoginInput? FirstInput { get; init; }
}
