using Bridge.Conformance;

namespace Bridge.Adapters.Tests.Demo;

/// <summary>The demo network with several accounts for each user, which have to log in.</summary>
public sealed class DemoLoginConformance : AdapterConformance<DemoLoginFixture>;
