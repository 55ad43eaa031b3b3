using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Bridge.Adapters.Irc;

/// <summary>IRC: one connection for each user and server, addresses as biboumi has them.</summary>
public sealed class IrcAdapter : INetworkAdapter, IChecksOptions
{
    private const int MaxShown = 20_000;

    private readonly AdapterContext _context;
    private readonly IrcSettings _settings;
    // The message of the day that each user was shown last.
    private readonly ConcurrentDictionary<(string? User, string Server), int> _shown = new();
    private readonly ILogger _log;
    private readonly StsPolicies _policies;

    // Sessions of one server share the strings of nicks and addresses: a channel's members are mostly the same people for all of them.
    private readonly ConcurrentDictionary<(string Server, CaseMapping Mapping), SourcePool> _pools = new();

    // A reconnection is a new session, and the account's messages before it are still those that people answer and react to.
    private readonly ConcurrentDictionary<(string User, AccountKey Account), MessageMemory> _memories = new();

    internal IrcAdapter(AdapterContext context, IrcSettings settings)
    {
        _context = context;
        _settings = settings;
        _log = context.Loggers.CreateLogger<IrcAdapter>();
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
            context, IrcOptions.Apply(server, context.Credentials), mapping => PoolOf(name, mapping), memory, _policies, text => IsNews(context.User, name, text),
            _context.Time, _log)
        {
            Configured = server,
        };
    }

    // By its hash: a text of the server's for each user would be much to keep.
    private bool IsNews(string? user, string server, string text)
    {
        if (_shown.Count > MaxShown)
            _shown.Clear();
        var hash = string.GetHashCode(text);
        var before = _shown.TryGetValue((user, server), out var known) ? known : (int?)null;
        _shown[(user, server)] = hash;
        return before != hash;
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

    private SourcePool PoolOf(string server, CaseMapping mapping) =>
        _pools.GetOrAdd((server, mapping), static key => new SourcePool(key.Mapping));
}
