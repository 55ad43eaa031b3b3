using Bridge.Conformance;

namespace Bridge.Adapters.Tests.Demo;

public sealed class DemoConformance : AdapterConformance<DemoFixture>;
