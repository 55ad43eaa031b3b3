using System.Collections.Concurrent;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Commands;
using Bridge.Gateway.Puppets;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Logins;

/// <summary>The logins that are under way on one network, one for each user, and what becomes of those that are complete.</summary>
internal sealed partial class LoginRuns(Network network, AccountDirectory accounts, Subscriptions subscriptions, CancellationToken stop)
{
    /// <summary>How long a user may be silent (<see cref="ILoginProcess"/>).</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Jid, LoginRun> _runs = new();
    private readonly ILogger _log = network.Loggers.CreateLogger<LoginRuns>();

    /// <summary>Raised when a login has gone on, or ended, without a request of the user's. Must not wait.</summary>
    public event Action<LoginRun>? Moved;

    /// <summary>The network.</summary>
    public Network Network => network;

    /// <summary>Work of logins that waits for somebody.</summary>
    public OwnedTasks Tasks { get; } = new(network.Loggers.CreateLogger<LoginRuns>(), stop);

    /// <summary>The adapter's side. Only where accounts are made by logging in.</summary>
    public IHasLogin Logins => (IHasLogin)network.Adapter;

    /// <summary>The login of a user that is under way, or null.</summary>
    public LoginRun? Find(Jid user) => _runs.GetValueOrDefault(user);

    /// <summary>Goes on with the login of a user that is under way, or begins one.</summary>
    public async Task<CommandOutcome> BeginAsync(Jid user, CancellationToken end)
    {
        var fresh = new LoginRun(this, user, network.Adapter.Descriptor.LoginFlows);
        var run = _runs.GetOrAdd(user, fresh);
        if (run == fresh)
        {
            return await run.BeginAsync(end);
        }

        await fresh.CancelAsync();
        return new CommandOutcome("") { Dialog = run };
    }

    /// <summary>A picture that a login under way shows, or null.</summary>
    public BitsOfBinary.Item? FindImage(Jid user, string? cid) => Find(user)?.Step.Show?.Image is { } image && image.Cid == cid ? image : null;

    /// <summary>Stores what a login gave and starts the account.</summary>
    public async Task<CommandOutcome> CompleteAsync(LoginRun run, LoginDone done, CancellationToken end)
    {
        var user = run.User;
        var (name, key) = (user.ToString(), done.Account);
        var known = network.AccountStore.Find(name, network.Name, key.Value);
        var others = network.AccountStore.FindOfUser(name, network.Name).Where(account => account.Key != key.Value).ToList();
        if (known is { IsBeingRemoved: true })
        {
            return CommandOutcome.Failed("That account is still being removed. Please try again in a moment.");
        }

        if (known is null && network.AccountsPerUser > 0 && others.Count >= network.AccountsPerUser)
        {
            return CommandOutcome.Failed($"You have {others.Count} accounts here already, and may have {network.AccountsPerUser}: remove one first.");
        }

        var label = LabelOf(done.Label.Length > 0 ? done.Label : key.Value, others.Select(static account => account.Label));
        var stored = await network.AccountStore.LogInAsync(name, network.Name, key.Value, label, done.Credentials, end);
        var account = accounts.GetOrCreate(user, key);
        account.TouchDirect();
        if (account.IsRunning)
        {
            await account.RestartAsync("connecting with your new login", end);
        }
        else
        {
            account.Start();
        }

        if (!run.IsByForm)
        {
            Subscribe(user);
        }

        LogLoggedIn(_log, network.Name, stored.Id);
        return new CommandOutcome($"You are logged in as {stored.Label}. Connecting; “status” tells how it went.");
    }

    /// <summary>Whoever has registered sees whether the gateway is there (XEP-0100 section 4.1.1).</summary>
    public void Subscribe(Jid user)
    {
        if (!subscriptions.Holds(user, network.Domain))
        {
            network.Link.Send(Stanza.Presence(network.Domain, user, "subscribe", Nickname.Build(network.Adapter.Descriptor.DisplayName)));
        }
    }

    /// <summary>A label that none of the others has.</summary>
    public static string LabelOf(string wanted, IEnumerable<string?> others)
    {
        var taken = others.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? wanted : $"{wanted} ({n})").First(label => !taken.Contains(label));
    }

    /// <summary>Raises <see cref="Moved"/>.</summary>
    public void RaiseMoved(LoginRun run) => Moved?.Invoke(run);

    /// <summary>A login is over.</summary>
    public void Forget(LoginRun run) => _runs.TryRemove(new KeyValuePair<Jid, LoginRun>(run.User, run));

    /// <summary>Ends an adapter's process, which may be broken.</summary>
    public async Task DisposeAsync(ILoginProcess process)
    {
        try
        {
            await process.DisposeAsync();
        }
#pragma warning disable CA1031 // The login is over whatever the adapter makes of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e);
        }
    }

    /// <summary>Completes when all logins are given up, after the token given to the constructor was cancelled.</summary>
    public async Task DrainAsync()
    {
        foreach (var run in _runs.Values)
        {
            await run.CancelAsync();
        }

        await Tasks.DrainAsync();
    }

    /// <summary>An adapter has failed in a way that it should not.</summary>
    public void LogFailed(Exception cause) => LogFailed(_log, cause, network.Name);

    [LoggerMessage(2110, LogLevel.Information, "{Network}: account {Account} has a new login")]
    private static partial void LogLoggedIn(ILogger log, string network, long account);

    [LoggerMessage(2111, LogLevel.Error, "{Network}: a login failed")]
    private static partial void LogFailed(ILogger log, Exception cause, string network);
}
