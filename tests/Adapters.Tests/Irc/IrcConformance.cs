using Bridge.Conformance;
using Bridge.Testing.Servers;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>InspIRCd: IRCv3 with labelled responses and echoes.</summary>
public sealed class InspircdFixture() : RealServerFixture(new InspircdServer())
{
    public override IReadOnlyDictionary<Ability, string> Cannot { get; } = new Dictionary<Ability, string>
    {
        [Ability.EchoFaults] = "The echo is the acknowledgement that the adapter waits for; without it nothing was accepted.",
        [Ability.Throttle] = "Servers do not ask: they take their time, or end the connection.",
    };

    protected override IrcServer Guarded() => new StockInspircd { Password = "secret" };
}

/// <summary>ngIRCd: no IRCv3.</summary>
public sealed class NgircdFixture() : RealServerFixture(new NgircdServer())
{
    public override IReadOnlyDictionary<Ability, string> Cannot { get; } = new Dictionary<Ability, string>
    {
        [Ability.MessageIds] = "Without IRCv3 messages have no ids.",
        [Ability.Acknowledgements] = "Without IRCv3 the server confirms nothing.",
        [Ability.DedupeKeys] = "Without IRCv3 nothing tells two messages apart, and nothing comes twice.",
        [Ability.EchoFaults] = "Without IRCv3 the server echoes nothing.",
        [Ability.Throttle] = "Servers do not ask: they take their time, or end the connection.",
    };

    protected override IrcServer Guarded() => new StockNgircd { Password = "secret" };
}

public sealed class IrcConformanceOnInspircd : AdapterConformance<InspircdFixture>;

public sealed class IrcConformanceOnNgircd : AdapterConformance<NgircdFixture>;
