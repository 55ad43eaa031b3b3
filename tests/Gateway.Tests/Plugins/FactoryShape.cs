namespace Bridge.Gateway.Tests.Plugins;

/// <summary>What a factory in an emitted plugin is like.</summary>
internal sealed record FactoryShape(string Name)
{
    public Version Version { get; init; } = new(1, 0);

    /// <summary>Empty, <c>throws</c> or <c>parameter</c>.</summary>
    public string Constructor { get; init; } = "";
}
