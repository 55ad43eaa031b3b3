namespace Bridge.Testing.Servers;

/// <summary>How a server is started.</summary>
/// <param name="Program">The program, as a path or as a name on the PATH.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record ServerCommand(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Variables set on top of the environment of the test run.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
