using Bridge.Testing.Servers;
using Xunit;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>A real IRC server from a package.</summary>
public abstract class RealServerFixture : NetworkFixture
{
    private readonly IrcServer _server;
    private IrcServer? _guarded;

    protected RealServerFixture(IrcServer server) => _server = server;

    /// <summary>The same kind of server, with a password that the account does not have.</summary>
    protected abstract IrcServer Guarded();

    protected override async Task<int> StartServerAsync()
    {
        Assert.SkipUnless(_server.WhyMissing is null, _server.WhyMissing ?? "");
        await _server.StartAsync();
        return _server.Port;
    }

    protected override async Task<int> StartGuardedAsync()
    {
        _guarded = Guarded();
        await _guarded.StartAsync();
        return _guarded.Port;
    }

    protected override async Task StopServersAsync()
    {
        if (_guarded is not null)
            await _guarded.DisposeAsync();
        await _server.DisposeAsync();
    }
}
