using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>
/// Whether people are there: the server tells of as many as it takes (MONITOR), and is asked for the others once a minute (ISON, USERHOST).
/// </summary>
internal sealed class WatchList : IDisposable
{
    private const int MaxWatched = 2000;
    private const int MaxNames = 400;
    private const int NamesOfUserhost = 5;
    private const int QuestionsInRound = 12;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    private readonly IrcState _state;
    private readonly RequestTable _requests;
    private readonly OwnNick _nick;
    private Dictionary<string, WatchedContact>? _byKey;
    private Queue<string>? _removed;

    // Who has just come, and may be away.
    private Queue<string>? _newcomers;

    // Who is away, and only that is known.
    private Queue<WatchedContact>? _unexplained;
    private ITimer? _timer;

    // The nick that the account waits for, as it is watched.
    private string? _wanted;
    private int _monitored;
    private int _next;
    private bool _isWorking;
    private bool _roundIsDue;
    private bool _closed;

    internal WatchList(IrcState state, RequestTable requests, OwnNick nick)
    {
        (_state, _requests, _nick) = (state, requests, nick);
        nick.Settled = FollowNick;
    }

    // The server tells of their being away as well, as it does for members of channels.
    private bool TellsOfAway => _state.Has(IrcCaps.ExtendedMonitor | IrcCaps.AwayNotify);

    /// <summary>False when no more people can be watched.</summary>
    internal bool Watch(ContactId contact)
    {
        lock (_state.Gate)
        {
            var key = _state.Key(contact.Value);
            _byKey ??= new(StringComparer.Ordinal);
            if (_closed || _byKey.GetValueOrDefault(key) is { IsNickOnly: false })
                return true;
            if (_byKey.Count >= MaxWatched)
                return false;
            // Who was watched for the nick alone is asked for again, so that the core is told.
            Remove(key);
            Add(key, new WatchedContact(contact));
            return true;
        }
    }

    internal void Unwatch(ContactId contact)
    {
        lock (_state.Gate)
        {
            var key = _state.Key(contact.Value);
            if (_byKey?.GetValueOrDefault(key) is not { IsNickOnly: false } watched)
                return;
            if (_wanted is not null && _state.Key(_wanted) == key)
                watched.IsNickOnly = true;
            else
                Remove(key);
        }
    }

    /// <summary>Looks whether the account has the nick that it wants, and else watches who has it: they may share no channel with it.</summary>
    internal void FollowNick()
    {
        var (nick, wanted) = (_state.Nick, _state.WantedNick);
        var missed = nick != wanted && _state.IsReady && !_state.IsSelf(wanted) && TargetName.IsValidNick(wanted)
            && !(wanted.Length > _state.Features.NickLength) ? wanted : null;
        if (missed == _wanted || _nick.IsChanging)
            return;
        lock (_state.Gate)
        {
            if (_closed)
                return;
            if (_wanted is not null && _byKey?.GetValueOrDefault(_state.Key(_wanted)) is { IsNickOnly: true } former)
                Remove(_state.Key(former.Nick));
            _wanted = missed;
            if (missed is not null && _state.Key(missed) is var key && _byKey?.ContainsKey(key) != true)
                Add(key, new WatchedContact(new ContactId(TargetName.ToId(missed))) { IsNickOnly = true });
        }
    }

    private void Add(string key, WatchedContact watched)
    {
        (_byKey ??= new(StringComparer.Ordinal))[key] = watched;
        _timer ??= _state.Time.CreateTimer(static x => ((WatchList)x!).OnTimer(), this, Interval, Interval);
        Work();
    }

    private void Remove(string key)
    {
        if (_byKey is null || !_byKey.Remove(key, out var watched) || !watched.IsMonitored)
            return;
        _monitored--;
        (_removed ??= new()).Enqueue(watched.Nick);
        Work();
    }

    /// <summary>730, 731, 734, and 301 in passing. True for what nobody else needs to see.</summary>
    internal bool OnNumeric(in IrcLine line)
    {
        switch (line.Numeric)
        {
            case 730:
                foreach (var name in Names(line.Last, ','))
                    Heard(name.Split('!')[0], Availability.Online);
                return true;
            case 731:
                foreach (var name in Names(line.Last, ','))
                {
                    Heard(name.Split('!')[0], Availability.Offline);
                    _nick.OnFree(name.Split('!')[0]);
                }
                return true;
            case 734:
                foreach (var name in Names(line[2], ','))
                    IsOneTooMany(name);
                return true;
            case 301:
                Explain(_state.Text(line[1]), _state.Plain(line.Last));
                return false;
            default:
                return line.Numeric is 732 or 733;
        }
    }

    /// <summary>AWAY is told by others; what it says is known from then on.</summary>
    internal void OnAway(in IrcLine line)
    {
        if (_byKey is { Count: > 0 })
            Note(_state.SourceOf(line).Nick, line.Count > 0 && !line[0].IsEmpty ? Availability.Away : Availability.Online);
    }

    /// <summary>Somebody was seen to go, which the server may not tell of by itself.</summary>
    internal void OnQuit(in IrcLine line)
    {
        if (_byKey is { Count: > 0 })
            Heard(_state.SourceOf(line).Nick, Availability.Offline);
    }

    /// <summary>Somebody was seen to take another nick.</summary>
    internal void OnNick(in IrcLine line)
    {
        if (_byKey is not { Count: > 0 })
            return;
        var (former, nick) = (_state.SourceOf(line).Nick, _state.Text(line[0]));
        if (_state.Key(former) == _state.Key(nick))
            return;
        Heard(former, Availability.Offline);
        Heard(nick, Availability.Online);
    }

    /// <summary>The answer to ISON: who of those asked for is there.</summary>
    internal void OnIson(IReadOnlyList<string> asked, in IrcLine line)
    {
        var online = new HashSet<string>(Names(line.Last, ' ').Select(_state.Key), StringComparer.Ordinal);
        foreach (var nick in asked)
        {
            var isOnline = online.Contains(_state.Key(nick));
            Heard(nick, isOnline ? Availability.Online : Availability.Offline);
            if (!isOnline)
                _nick.OnFree(nick);
        }
    }

    /// <summary>The answer to USERHOST: <c>nick*=-user@host</c>, with <c>-</c> for away.</summary>
    internal void OnUserhost(in IrcLine line)
    {
        foreach (var entry in Names(line.Last, ' '))
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals + 1 == entry.Length)
                continue;
            var isAway = entry[equals + 1] == '-';
            if (Find(entry[..equals].TrimEnd('*')) is { IsOnline: true } watched)
                Tell(watched, isAway ? Availability.Away : Availability.Online);
        }
    }

    internal void Close()
    {
        lock (_state.Gate)
        {
            _closed = true;
            _timer?.Dispose();
        }
    }

    public void Dispose() => Close();

    private string[] Names(ReadOnlySpan<byte> list, char separator) => _state.Text(list).Split(separator, StringSplitOptions.RemoveEmptyEntries);

    private WatchedContact? Find(string nick)
    {
        lock (_state.Gate)
        {
            return _byKey?.GetValueOrDefault(_state.Key(nick));
        }
    }

    private void Heard(string nick, Availability availability)
    {
        if (Find(nick) is not { IsNickOnly: false } watched)
            return;
        // Online says nothing against being away.
        if (availability != Availability.Online || watched.Told != Availability.Away)
            Tell(watched, availability);
    }

    private void Note(string nick, Availability availability)
    {
        if (Find(nick) is not { } watched)
            return;
        lock (_state.Gate)
        {
            (watched.Told, watched.IsExplained) = (availability, true);
        }
    }

    private void Explain(string nick, string text)
    {
        if (Find(nick) is not { IsNickOnly: false } watched)
            return;
        Note(nick, Availability.Away);
        _state.Effects.Publish(new PresenceChanged(watched.Contact, Availability.Away) { Status = text });
    }

    private void Tell(WatchedContact watched, Availability availability)
    {
        if (watched.Told == availability)
            return;
        _state.Effects.Publish(new PresenceChanged(watched.Contact, availability));
        lock (_state.Gate)
        {
            var hasCome = availability == Availability.Online && !watched.IsOnline;
            (watched.Told, watched.IsExplained) = (availability, false);
            if (availability == Availability.Away)
                (_unexplained ??= new()).Enqueue(watched);
            else if (hasCome && !TellsOfAway)
                (_newcomers ??= new()).Enqueue(watched.Nick);
            else
                return;
            Work();
        }
    }

    private void IsOneTooMany(string nick)
    {
        lock (_state.Gate)
        {
            if (_byKey?.GetValueOrDefault(_state.Key(nick)) is not { IsPolled: false } watched)
                return;
            _monitored -= watched.IsMonitored ? 1 : 0;
            (watched.IsMonitored, watched.IsPolled) = (false, true);
            Work();
        }
    }

    private void OnTimer()
    {
        lock (_state.Gate)
        {
            _roundIsDue = true;
            Work();
        }
    }

    private void Work()
    {
        if (_isWorking || _closed)
            return;
        _isWorking = true;
        _ = WorkAsync();
    }

    private async Task WorkAsync()
    {
        await Task.Yield();
        while (Next() is { } step)
        {
            try
            {
                await step().ConfigureAwait(false);
            }
            catch (NetworkException)
            {
                // No answer, or no connection any more, which the end of the session shows.
            }
        }
    }

    /// <summary>What to do next: tell the server whom to watch, ask for those it does not watch, ask who of all is away.</summary>
    private Func<Task>? Next()
    {
        lock (_state.Gate)
        {
            if (_closed)
                return null;
            if (_removed?.Count > 0)
                return Monitor("MONITOR - ", TakeNames(() => _removed.TryDequeue(out var nick) ? nick : null));
            foreach (var watched in _byKey!.Values)
            {
                if (watched is { IsMonitored: false, IsPolled: false })
                    return Assign();
            }
            if (_newcomers?.Count > 0)
            {
                List<string> nicks = [];
                while (nicks.Count < NamesOfUserhost && _newcomers.TryDequeue(out var nick))
                    nicks.Add(nick);
                return () => AskAsync("USERHOST", [.. nicks]);
            }
            while (_unexplained?.TryDequeue(out var watched) == true)
            {
                if (watched is { Told: Availability.Away, IsExplained: false })
                    return () => AskWhyAsync(watched);
            }
            if (_roundIsDue)
            {
                _roundIsDue = false;
                return RoundAsync;
            }
            _isWorking = false;
            return null;
        }
    }

    private Func<Task> Assign()
    {
        List<WatchedContact> monitored = [], polled = [];
        var room = MaxNames;
        foreach (var watched in _byKey!.Values.Where(x => !x.IsMonitored && !x.IsPolled))
        {
            var canMonitor = _monitored + monitored.Count < _state.Features.Monitor;
            room -= Encoding.UTF8.GetByteCount(watched.Nick) + 1;
            if (room < 0 && monitored.Count + polled.Count > 0)
                break;
            (canMonitor ? monitored : polled).Add(watched);
        }
        monitored.ForEach(x => x.IsMonitored = true);
        polled.ForEach(x => x.IsPolled = true);
        _monitored += monitored.Count;
        var add = monitored.Count > 0 ? Monitor("MONITOR + ", monitored.ConvertAll(x => x.Nick)) : null;
        return async () =>
        {
            if (add is not null)
                await add().ConfigureAwait(false);
            if (polled.Count > 0)
                await AskAsync("ISON", [.. polled.Select(x => x.Nick)]).ConfigureAwait(false);
        };
    }

    private static List<string> TakeNames(Func<string?> take)
    {
        var names = new List<string>();
        for (var length = 0; length < MaxNames - 100 && take() is { } name; length += Encoding.UTF8.GetByteCount(name) + 1)
            names.Add(name);
        return names;
    }

    private Func<Task> Monitor(string command, List<string> nicks) => async () =>
    {
        if (await _state.Limiter.TakeAsync(CancellationToken.None, low: true).ConfigureAwait(false))
            _state.Link.Post(output => output.Text(command).Text(string.Join(',', nicks)).End());
    };

    private async Task RoundAsync()
    {
        List<string> asked;
        lock (_state.Gate)
        {
            asked = [.. _byKey!.Values.Where(x => x.IsPolled).Select(x => x.Nick)];
        }
        var left = QuestionsInRound;
        // Where there are more than a round takes, the next one goes on with the rest.
        var at = asked.Count == 0 ? 0 : _next % asked.Count;
        for (var done = 0; done < asked.Count && left > 0; left--)
        {
            var line = TakeNames(() => done < asked.Count ? asked[(at + done++) % asked.Count] : null);
            await AskAsync("ISON", line).ConfigureAwait(false);
            _next = at + done;
        }
        if (TellsOfAway)
            return;
        List<string> online;
        lock (_state.Gate)
        {
            online = [.. _byKey!.Values.Where(x => x.IsOnline).Select(x => x.Nick)];
        }
        foreach (var line in online.Chunk(NamesOfUserhost).Take(left))
            await AskAsync("USERHOST", line).ConfigureAwait(false);
    }

    // Only WHOIS tells why somebody is away, in passing.
    private Task<ContactProfile?> AskWhyAsync(WatchedContact watched) => _requests.QueryAsync(
        new WhoisRequest(watched.Contact, _state.Key(watched.Nick), account: null), output => output.Raw("WHOIS "u8).Text(watched.Nick).End(), AnswerWithin, CancellationToken.None);

    private Task<bool> AskAsync(string command, IReadOnlyList<string> nicks) => _requests.QueryAsync(
        new PresenceRequest(this, command, nicks), output => output.Text(command).Raw(" "u8).Text(string.Join(' ', nicks)).End(), AnswerWithin, CancellationToken.None);
}
