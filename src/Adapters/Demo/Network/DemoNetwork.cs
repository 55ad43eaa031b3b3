using System.Collections.Concurrent;
using System.Globalization;

namespace Bridge.Adapters.Demo;

/// <summary>
/// The other side: a whole network in memory, with its people, groups, accounts and faults. It outlives the sessions and the adapter,
/// as a real network would, and is found by name, so that a test can script it while a gateway uses it.
/// </summary>
public sealed partial class DemoNetwork
{
    private static readonly ConcurrentDictionary<string, DemoNetwork> Networks = new(StringComparer.Ordinal);

    /// <summary>One lock for everything: a network in memory has no work that takes long.</summary>
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DemoAccount> _accounts = [];
    private readonly Dictionary<string, DemoContact> _contacts = [];
    private readonly Dictionary<string, DemoGroup> _groups = [];
    private readonly Dictionary<string, TaskCompletionSource> _loginCodes = [];
    private readonly HashSet<ITimer> _timers = [];
    private readonly List<DemoReceived> _received = [];
    private readonly List<DemoCall> _calls = [];
    private readonly string _epoch;
    private DemoSettings _settings = new();
    private long _sequence;
    private int _connections;

    private DemoNetwork(string name, TimeProvider time)
    {
        Name = name;
        Time = time;
        // Ids must not come again after a restart of the process, though the numbers start anew: the time of the start tells them apart.
        _epoch = time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture);
        AddPeople();
        AddGroups();
    }

    /// <summary>The network's name in the configuration.</summary>
    public string Name { get; }

    /// <summary>What goes wrong.</summary>
    public DemoFaults Faults { get; } = new();

    /// <summary>The network's clock.</summary>
    internal TimeProvider Time { get; private set; }

    /// <summary>The settings of the adapter that was made last.</summary>
    internal DemoSettings Settings => _settings;

    /// <summary>The network of this name, made when there is none.</summary>
    /// <param name="name">The network's key in the configuration.</param>
    /// <param name="time">The clock of a new network; the system's when null.</param>
    public static DemoNetwork Open(string name, TimeProvider? time = null) =>
        Networks.GetOrAdd(name, static (key, clock) => new DemoNetwork(key, clock), time ?? TimeProvider.System);

    /// <summary>Ends the network of this name: everybody is disconnected, and the next <see cref="Open"/> makes a new one.</summary>
    public static void Close(string name)
    {
        if (Networks.TryRemove(name, out var network))
            network.End();
    }

    /// <summary>Takes the settings of an adapter that was made for this network.</summary>
    internal void Configure(DemoSettings settings, TimeProvider time)
    {
        lock (_gate)
        {
            _settings = settings;
            Time = time;
            FillBigGroup();
            AddGenerated();
        }
    }

    /// <summary>Logs an account in and lets it read its updates.</summary>
    /// <exception cref="NetworkException">It is not let in.</exception>
    internal DemoConnection Connect(string accountId, IReadOnlyDictionary<string, string> credentials)
    {
        lock (_gate)
        {
            _connections++;
            if (Faults.RefuseConnect is { } refused)
                throw new NetworkException(refused, "The network does not let you in today.") { Code = "demo.refused" };

            if (_settings.RequireLogin && credentials.GetValueOrDefault(DemoCredentials.Password) != _settings.Password)
                throw new NetworkException(NetworkError.BadCredentials, "The password is no longer right.") { Code = "demo.password" };

            if (credentials.GetValueOrDefault(DemoOptions.Pin.Key) == "0000")
                throw new NetworkException(NetworkError.BadCredentials, "That is not your PIN.") { Code = "demo.pin" };

            var account = AccountOf(accountId);
            if (account.LoggedOut)
                throw new NetworkException(NetworkError.LoggedOut, "You were logged out on the network.") { Code = "demo.logged-out" };

            var connection = new DemoConnection(account);
            account.Mailbox.Attach(connection);
            return connection;
        }
    }

    /// <summary>Ends an account's login. Its contacts and groups stay, as on a network that knows them.</summary>
    internal void LogOut(string accountId)
    {
        lock (_gate)
        {
            if (!_accounts.TryGetValue(accountId, out var account))
                return;

            if (Faults.RefuseLogOut is { } error)
                throw new NetworkException(error, "Nobody may leave today.");

            Record(account, "LogOut", "", "");
            account.Mailbox.Reader?.Break(new NetworkException(NetworkError.LoggedOut, "You logged out."));
        }
    }

    /// <summary>Makes a code for a login by another device.</summary>
    internal string ShowLoginCode(TaskCompletionSource scanned)
    {
        lock (_gate)
        {
            var code = _settings.CodePrefix + NextKey();
            _loginCodes[code] = scanned;
            return code;
        }
    }

    /// <summary>Ends a code's validity.</summary>
    internal void WithdrawLoginCode(string code)
    {
        lock (_gate)
            _loginCodes.Remove(code);
    }

    /// <summary>Does something under the gate, now or later. The network owns the timer, so that no session has to outlive its end.</summary>
    internal void After(TimeSpan delay, Action action)
    {
        lock (_gate)
        {
            if (delay <= TimeSpan.Zero)
            {
                action();
                return;
            }

            ITimer? timer = null;
            timer = Time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timers.Add(timer);
            timer.Change(delay, Timeout.InfiniteTimeSpan);

            void Fire()
            {
                lock (_gate)
                {
                    if (timer is null || !_timers.Remove(timer))
                        return;

                    timer.Dispose();
                    action();
                }
            }
        }
    }

    private DemoAccount AccountOf(string id)
    {
        if (_accounts.TryGetValue(id, out var account))
            return account;

        account = new DemoAccount(id);
        foreach (var contact in _contacts.Values.Where(contact => contact.IsListed))
            account.Contacts[contact.Id] = null;

        return _accounts[id] = account;
    }

    private DateTimeOffset Now => Time.GetUtcNow();

    private string NextKey() => string.Create(CultureInfo.InvariantCulture, $"{_epoch}-{++_sequence}");

    private MessageId NextId()
    {
        var plain = NextKey();
        return new MessageId(Faults.Ids switch
        {
            DemoIdShape.Spaces => $" <id> with 'spaces' & \"quotes\" {plain} ",
            DemoIdShape.Emoji => $"🦜👩‍👩‍👧 {plain}",
            DemoIdShape.Huge => plain.PadRight(1000, 'x'),
            _ => plain,
        });
    }

    private void End()
    {
        lock (_gate)
        {
            foreach (var timer in _timers)
                timer.Dispose();

            _timers.Clear();
            foreach (var account in _accounts.Values)
                account.Mailbox.Reader?.Break(new NetworkException(NetworkError.NetworkDown, "The network has ended."));
        }
    }
}
