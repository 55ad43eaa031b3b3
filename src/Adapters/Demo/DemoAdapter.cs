using Microsoft.Extensions.Logging;

namespace Bridge.Adapters.Demo;

/// <summary>One configured demo network. Holds nothing that changes: that belongs to a session, or to the network on the other side.</summary>
internal sealed class DemoAdapter(DemoNetwork network, DemoSettings settings, AdapterContext context) : INetworkAdapter, IHasLogin, IChecksOptions
{
    private readonly ILogger _log = context.Loggers.CreateLogger<DemoSession>();

    /// <inheritdoc/>
    public AdapterDescriptor Descriptor { get; } = new()
    {
        DisplayName = "Demo",
        // No registered gateway type fits a network that exists only here (XEP-0030 registry, category gateway).
        GatewayType = "demo",
        Accounts = settings.RequireLogin ? AccountPolicy.Login : AccountPolicy.OnFirstUse,
        LoginFlows = settings.RequireLogin ? [PasswordLogin.Flow, RegionLogin.Flow, CodeLogin.Flow] : [],
        AddressPrompt = settings.RequireLogin ? "A contact such as echo%name, or a group such as #lobby%name, with the name of your account" : "A contact such as echo, or a group such as #lobby",
        HasGroups = true,
        HasSearch = true,
        HasContacts = true,
        SharesPresence = true,
        PublishesProfile = true,
        Options = DemoOptions.All,
        Commands = DemoSession.AllCommands,
    };

    /// <inheritdoc/>
    public IAddressCodec Addresses { get; } = new DemoAddressCodec(settings.RequireLogin);

    /// <inheritdoc/>
    public INetworkSession CreateSession(SessionContext context) => new DemoSession(network, settings, context, _log);

    /// <inheritdoc/>
    public ILoginProcess BeginLogin(LoginFlow flow, string user) => flow.Id switch
    {
        _ when flow.Id == PasswordLogin.Flow.Id => new PasswordLogin(settings),
        _ when flow.Id == RegionLogin.Flow.Id => new RegionLogin(settings, user),
        _ when flow.Id == CodeLogin.Flow.Id => new CodeLogin(network, settings, user),
        _ => throw new ArgumentException($"The flow {flow.Id} is not one of the descriptor's.", nameof(flow)),
    };

    /// <inheritdoc/>
    /// <remarks>The operator of this network configures nothing that a user could.</remarks>
    public string? GetConfigured(AccountOption option, AccountKey? account) => null;

    /// <inheritdoc/>
    public string? FindProblem(AccountOption option, AccountKey? account, string value) => DemoOptions.FindProblem(option, value);

    /// <inheritdoc/>
    public Task LogOutAsync(SessionContext account, CancellationToken stop)
    {
        network.LogOut(DemoSession.AccountId(account));
        return Task.CompletedTask;
    }
}
