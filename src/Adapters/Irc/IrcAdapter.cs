using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Bridge.Adapters.Irc;

/// <summary>IRC: one connection for each user and server, addresses as biboumi has them.</summary>
public sealed class IrcAdapter : INetworkAdapter, IChecksOptions
{
    private readonly AdapterContext _context;
    private readonly IrcSettings _settings;
    private readonly ILogger _log;
    private readonly StsPolicies _policies;

    private readonly ConnectionWatch _watch;
    private readonly ConcurrentDictionary<string, ServerShared> _shared = new(StringComparer.Ordinal);

    // A reconnection is a new session, and the account's messages before it are still those that people answer and react to.
    private readonly ConcurrentDictionary<(string User, AccountKey Account), MessageMemory> _memories = new();

    internal IrcAdapter(AdapterContext context, IrcSettings settings)
    {
        _context = context;
        _settings = settings;
        _log = context.Loggers.CreateLogger<IrcAdapter>();
        _watch = new ConnectionWatch(context.Time);
        _policies = new StsPolicies(context.DataDirectory, context.Time);
        Addresses = new IrcAddressCodec(settings);
        Descriptor = new AdapterDescriptor
        {
            DisplayName = "IRC",
            GatewayType = "irc",
            Accounts = AccountPolicy.OnFirstUse,
            AddressPrompt = settings.FixedServer is null ? "#channel%server or nick%server" : "#channel or nick",
            HasGroups = true,
            SharesPresence = true,
            Options = IrcOptions.All,
            Commands = IrcSession.AllCommands,
        };
    }

    /// <inheritdoc/>
    public AdapterDescriptor Descriptor { get; }

    /// <inheritdoc/>
    public IAddressCodec Addresses { get; }

    /// <inheritdoc/>
    public INetworkSession CreateSession(SessionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var name = context.Account.Value.ToLowerInvariant();
        var server = _settings.Find(name);
        var memory = _memories.GetOrAdd((context.User ?? "", context.Account), static _ => new MessageMemory());
        return new IrcSession(
            context, IrcOptions.Apply(server, context.Credentials), _shared.GetOrAdd(name, static _ => new ServerShared()), memory, _policies, _watch,
            _context.Time, _log)
        {
            Configured = server,
        };
    }

    /// <inheritdoc/>
    public string? GetConfigured(AccountOption option, AccountKey? account)
    {
        ArgumentNullException.ThrowIfNull(option);
        return IrcOptions.GetConfigured(_settings, option, ServerOf(account));
    }

    /// <inheritdoc/>
    public string? FindProblem(AccountOption option, AccountKey? account, string value)
    {
        ArgumentNullException.ThrowIfNull(option);
        ArgumentNullException.ThrowIfNull(value);
        return IrcOptions.FindProblem(option, ServerOf(account), value);
    }

    private IrcServer? ServerOf(AccountKey? account) => account is { } key ? _settings.Find(key.Value.ToLowerInvariant()) : null;
}
