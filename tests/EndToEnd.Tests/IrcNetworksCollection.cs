namespace Bridge.EndToEnd.Tests;

/// <summary>The tests that share <see cref="IrcNetworks"/>.</summary>
[CollectionDefinition(Name)]
public sealed class IrcNetworksCollection : ICollectionFixture<IrcNetworks>
{
    public const string Name = "IRC networks";
}
