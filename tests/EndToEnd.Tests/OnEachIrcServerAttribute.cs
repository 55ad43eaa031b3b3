using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Bridge.EndToEnd.Tests;

/// <summary>Plays a scenario once on each kind of IRC server.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnEachIrcServerAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([.. Enum.GetValues<IrcKind>().Select(kind => new TheoryDataRow<IrcKind>(kind))]);

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}
