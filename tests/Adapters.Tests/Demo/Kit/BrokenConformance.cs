using Bridge.Conformance;

namespace Bridge.Adapters.Tests.Demo.Kit;

/// <summary>The kit for a broken adapter. Internal, so that no runner runs it by itself.</summary>
internal sealed class BrokenConformance : AdapterConformance<BrokenFixture>;
