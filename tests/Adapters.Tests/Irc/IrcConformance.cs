using Bridge.Conformance;
using Bridge.Testing.Servers;
using Bridge.Testing.Servers.Spec;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>InspIRCd: IRCv3 with labelled responses and echoes.</summary>
public sealed class InspircdFixture() : RealServerFixture(new InspircdServer())
{
    internal const string Unchecked = "Servers relay the tags of replies and reactions without a look at them.";

    public override IReadOnlyDictionary<Ability, string> Cannot { get; } = new Dictionary<Ability, string>
    {
        [Ability.UnknownTargets] = Unchecked,
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
        [Ability.DedupeKeys] = "Without IRCv3 nothing tells two messages apart, and nothing comes twice.",
        [Ability.EchoFaults] = "Without IRCv3 the server echoes nothing.",
        [Ability.Throttle] = "Servers do not ask: they take their time, or end the connection.",
    };

    protected override IrcServer Guarded() => new StockNgircd { Password = "secret" };
}

/// <summary>A server written from the specifications, with everything.</summary>
public sealed class SpecIrcFixture : NetworkFixture
{
    private readonly SpecIrcServer _server = new();
    private SpecIrcServer? _guarded;

    public override IReadOnlyDictionary<Ability, string> Cannot { get; } = new Dictionary<Ability, string>
    {
        [Ability.UnknownTargets] = InspircdFixture.Unchecked,
        [Ability.EchoFaults] = "The echo is the acknowledgement that the adapter waits for; without it nothing was accepted.",
        [Ability.Throttle] = "Servers do not ask: they take their time, or end the connection.",
    };

    protected override Task<int> StartServerAsync()
    {
        _server.Start();
        return Task.FromResult(_server.Port);
    }

    protected override Task<int> StartGuardedAsync()
    {
        _guarded = new SpecIrcServer(new SpecIrcOptions { Password = "secret" });
        _guarded.Start();
        return Task.FromResult(_guarded.Port);
    }

    protected override async Task StopServersAsync()
    {
        if (_guarded is not null)
            await _guarded.DisposeAsync();
        await _server.DisposeAsync();
        Assert.Empty(_server.Violations);
    }
}

public sealed class IrcConformanceOnInspircd : AdapterConformance<InspircdFixture>;

public sealed class IrcConformanceOnNgircd : AdapterConformance<NgircdFixture>;

public sealed class IrcConformanceOnSpecifications : AdapterConformance<SpecIrcFixture>;
