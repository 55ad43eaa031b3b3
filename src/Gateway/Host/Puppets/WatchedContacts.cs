using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Xmpp;

namespace Bridge.Gateway.Puppets;

/// <summary>
/// What one session tells of the people in its user's contact list, and whom it is asked to watch for that: those that the user is subscribed to,
/// while one of their clients is there, as many as may be watched. Ends with the session. Thread-safe.
/// </summary>
internal sealed partial class WatchedContacts
{
    /// <summary>How long people are watched for a user who has gone: phones come and go.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMinutes(5);

    /// <summary>Of a network that tells of people without being asked; more are not remembered.</summary>
    private const int MaxUnasked = 10_000;

    private readonly Account _account;
    private readonly IWatchesContacts? _session;
    private readonly Func<IEnumerable<(Jid Address, ContactId Contact)>> _contacts;
    private readonly UserPresences _users;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    // There once somebody is told of: every session has one of these, and most users have nobody of an IRC network in their contact list.
    private Dictionary<Jid, PersonState>? _known;
    private Dictionary<Jid, ContactId>? _watched;
    private HashSet<Jid>? _impossible;
    private ITimer? _linger;
    private bool _isLeft, _isDue, _isOver;

    /// <summary>For a session that has just come up.</summary>
    /// <param name="account">Whose it is.</param>
    /// <param name="session">The session.</param>
    /// <param name="contacts">The people on this account that its user is subscribed to now.</param>
    /// <param name="users">Whether the user is there.</param>
    public WatchedContacts(Account account, INetworkSession session, Func<IEnumerable<(Jid Address, ContactId Contact)>> contacts, UserPresences users)
    {
        (_account, _session, _contacts, _users) = (account, session as IWatchesContacts, contacts, users);
        _log = account.Network.LogOf<WatchedContacts>();
        _isLeft = users.Of(account.User).IsGone;
    }

    /// <summary>Whether anything that the network tells of people is of use.</summary>
    public bool Listens
    {
        get
        {
            lock (_gate)
            {
                return _session is null || _watched is { Count: > 0 };
            }
        }
    }

    /// <summary>How somebody is. Where nobody can be asked for, people count as there until the network says something else.</summary>
    public PersonState Of(Jid address)
    {
        lock (_gate)
        {
            return _known?.TryGetValue(address, out var state) == true ? state
                : _session is null && !_isOver ? new PersonState(Availability.Unknown)
                : PersonState.Gone;
        }
    }

    /// <summary>Takes what the network tells of somebody.</summary>
    /// <returns>Whether it is something new.</returns>
    public bool Take(Jid address, Func<PersonState, PersonState> change)
    {
        lock (_gate)
        {
            // What is told of others in passing is nobody's to take back.
            if (_isOver || (_session is not null ? _watched?.ContainsKey(address) != true : _known?.Count >= MaxUnasked && !_known.ContainsKey(address)))
            {
                return false;
            }

            var before = Of(address);
            var after = change(before);
            if (after == before)
            {
                return false;
            }

            (_known ??= [])[address] = after;

            // A name alone is shown with the presence that comes.
            return before.IsThere || after.IsThere || before with { Name = null } != after with { Name = null };
        }
    }

    /// <summary>Somebody's presence is to be known, or no longer; or the user has come or gone.</summary>
    public void Review()
    {
        if (_session is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            if (!_users.Of(_account.User).IsGone)
            {
                _linger?.Dispose();
                (_linger, _isLeft) = (null, false);
            }
            else if (!_isLeft)
            {
                _linger ??= _account.Network.Time.CreateTimer(static state => ((WatchedContacts)state!).Left(), this, Linger, Timeout.InfiniteTimeSpan);
            }

            Begin();
        }
    }

    /// <summary>The session has ended.</summary>
    /// <returns>Who was there until then, as far as it was known.</returns>
    public IReadOnlyList<Jid> End()
    {
        lock (_gate)
        {
            _isOver = true;
            _linger?.Dispose();
            List<Jid> there = [.. _session is null
                ? _contacts().Select(static contact => contact.Address).Where(address => _known?.TryGetValue(address, out var state) != true || state.IsThere)
                : (_known ?? []).Where(static known => known.Value.IsThere).Select(static known => known.Key)];
            (_known, _watched) = (null, null);
            return there;
        }
    }

    private void Left()
    {
        lock (_gate)
        {
            _isLeft = _linger is not null;
            Begin();
        }
    }

    private void Begin()
    {
        if (_isDue || _isOver)
        {
            return;
        }

        _isDue = true;
        _account.Tasks.Run("\nwatch", WatchAsync);
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        bool isLeft;
        lock (_gate)
        {
            _isDue = false;
            isLeft = _isLeft;
        }

        var wanted = isLeft ? [] : _contacts().DistinctBy(static contact => contact.Address).ToDictionary(static contact => contact.Address, static contact => contact.Contact);
        try
        {
            foreach (var contact in NoLonger(wanted))
            {
                await CallAsync(session => session.UnwatchAsync(contact, stop), stop);
            }

            foreach (var (address, contact) in wanted)
            {
                if (TryAdd(address, contact) is not { } isRoom)
                {
                    continue;
                }

                if (!isRoom || !await WatchAsync(address, contact, stop))
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is NetworkException or TimeoutException)
        {
            // The session is going, or is looked at again with the next change.
            LogFailed(_log, _account.Network.Name, _account.Id, (e as NetworkException)?.Error ?? NetworkError.TimedOut);
        }
    }

    /// <returns>False when no more can be watched.</returns>
    private async Task<bool> WatchAsync(Jid address, ContactId contact, CancellationToken stop)
    {
        var isWatched = false;
        try
        {
            await CallAsync(session => session.WatchAsync(contact, stop), stop);
            isWatched = true;
        }
        catch (NetworkException e) when (e.Error is NetworkError.Full)
        {
            return false;
        }
        catch (NetworkException e) when (e.Error is not (NetworkError.NetworkDown or NetworkError.TimedOut or NetworkError.Throttled))
        {
            lock (_gate)
            {
                (_impossible ??= []).Add(address);
            }
        }
        finally
        {
            if (!isWatched)
            {
                lock (_gate)
                {
                    _watched?.Remove(address);
                }
            }
        }

        return true;
    }

    private async Task CallAsync(Func<IWatchesContacts, Task> call, CancellationToken stop) =>
        await call(_session!).WaitAsync(VerbCall.Patience, _account.Network.Time, stop);

    private List<ContactId> NoLonger(Dictionary<Jid, ContactId> wanted)
    {
        lock (_gate)
        {
            List<ContactId> former = [];
            foreach (var (address, contact) in (_watched ?? []).Where(watched => !wanted.ContainsKey(watched.Key)).ToList())
            {
                _watched!.Remove(address);
                _known?.Remove(address);
                former.Add(contact);
            }

            return former;
        }
    }

    /// <returns>Null when there is nothing to do, false when no more may be watched.</returns>
    private bool? TryAdd(Jid address, ContactId contact)
    {
        lock (_gate)
        {
            if (_isOver || _watched?.ContainsKey(address) == true || _impossible?.Contains(address) == true)
            {
                return null;
            }

            var most = _account.Network.WatchedContacts;
            if (most > 0 && _watched?.Count >= most)
            {
                return false;
            }

            // Before the call: the answer may come before it returns.
            (_watched ??= []).Add(address, contact);
            return true;
        }
    }

    [LoggerMessage(3010, LogLevel.Debug, "{Network}: the contacts of account {Account} cannot be watched now: {Error}")]
    private static partial void LogFailed(ILogger log, string network, long account, NetworkError error);
}
