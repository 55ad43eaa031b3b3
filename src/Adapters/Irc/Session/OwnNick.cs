namespace Bridge.Adapters.Irc;

/// <summary>Takes the nick that the user wants as soon as who has it lets go of it.</summary>
internal sealed class OwnNick(IrcState state, RequestTable requests)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SplitLasts = TimeSpan.FromMinutes(15);

    private volatile string? _asked = state.Context.PreferredName;
    private int _isAsking;
    private int _changes;
    private (string Nick, long At)? _split;

    /// <summary>The name that the core has asked for last, which may be no nick.</summary>
    internal string? Asked
    {
        get => _asked;
        set => _asked = value;
    }

    /// <summary>Somebody has gone. One whom a netsplit took still has the nick, at the other side, whatever this side says of it.</summary>
    internal void OnQuit(in IrcLine line, bool isSplit)
    {
        var nick = state.SourceOf(line).Nick;
        if (!state.Mapping.Same(nick, state.WantedNick))
            return;
        _split = isSplit ? (nick, state.Time.GetTimestamp()) : null;
        OnFree(nick);
    }

    /// <summary>Somebody has taken another nick. When it is us, the user or services wanted it so.</summary>
    internal void OnNick(in IrcLine line)
    {
        var (former, nick) = (state.SourceOf(line).Nick, state.Text(line[0]));
        if (!state.IsSelf(former) && !state.Mapping.Same(former, nick))
            OnFree(former);
    }

    /// <summary>Nobody has that nick now.</summary>
    internal void OnFree(string nick)
    {
        var wanted = state.WantedNick;
        if (_split is { } split && state.Mapping.Same(split.Nick, nick) && state.Time.GetElapsedTime(split.At) < SplitLasts)
            return;
        if (state.IsReady && state.Mapping.Same(nick, wanted) && !state.IsSelf(wanted) && Interlocked.Exchange(ref _isAsking, 1) == 0)
            _ = TakeAsync(wanted);
    }

    /// <summary>The user has sent a line of their own, which may be about the nick.</summary>
    internal void SaidByHand(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 1 && words[0].Equals("NICK", StringComparison.OrdinalIgnoreCase))
            state.WantedNick = words[1].TrimStart(':');
    }

    /// <summary>Called when the server has answered, on any thread.</summary>
    internal Action? Settled { get; set; }

    /// <summary>Whether the server is just being asked for another nick, so that the one in use says nothing of the one that is wanted.</summary>
    internal bool IsChanging => Volatile.Read(ref _changes) > 0;

    /// <summary>Takes a nick that the user wants from now on, if the server gives it.</summary>
    internal async Task ChangeAsync(string nick, TimeSpan timeout, CancellationToken stop)
    {
        Interlocked.Increment(ref _changes);
        try
        {
            if (state.Nick != nick)
                await AskAsync(nick, timeout, stop).ConfigureAwait(false);
            state.WantedNick = Asked = nick;
        }
        finally
        {
            Changed();
        }
    }

    /// <summary>Asks the server for a nick.</summary>
    internal async Task AskAsync(string nick, TimeSpan timeout, CancellationToken stop)
    {
        Interlocked.Increment(ref _changes);
        try
        {
            await requests.CommandAsync(new NickRequest(nick), output => output.Raw("NICK "u8).Text(nick).End(), timeout, stop).ConfigureAwait(false);
        }
        finally
        {
            Changed();
        }
    }

    private void Changed()
    {
        if (Interlocked.Decrement(ref _changes) == 0)
            Settled?.Invoke();
    }

    private async Task TakeAsync(string nick)
    {
        try
        {
            await AskAsync(nick, AnswerWithin, CancellationToken.None).ConfigureAwait(false);
        }
        catch (NetworkException failure)
        {
            // Somebody was faster, or services keep it for its owner: the nick stays as it is. What is no nick here is not waited for.
            if (failure.Error == NetworkError.NameInvalid && state.WantedNick == nick)
                state.WantedNick = state.Nick;
        }
        finally
        {
            Volatile.Write(ref _isAsking, 0);
        }
    }
}
