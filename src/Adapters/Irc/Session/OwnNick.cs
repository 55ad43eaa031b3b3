namespace Bridge.Adapters.Irc;

/// <summary>Takes the nick that the user wants as soon as who has it lets go of it.</summary>
internal sealed class OwnNick(IrcState state, RequestTable requests)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    private volatile string? _asked = state.Context.PreferredName;
    private int _isAsking;

    /// <summary>The name that the core has asked for last, which may be no nick.</summary>
    internal string? Asked
    {
        get => _asked;
        set => _asked = value;
    }

    /// <summary>Somebody has gone. One whom a netsplit took still has the nick, at the other side.</summary>
    internal void OnQuit(in IrcLine line, bool isSplit)
    {
        if (!isSplit)
            OnFree(state.SourceOf(line).Nick);
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

    /// <summary>Asks the server for a nick.</summary>
    internal Task AskAsync(string nick, TimeSpan timeout, CancellationToken stop) =>
        requests.CommandAsync(new NickRequest(nick), output => output.Raw("NICK "u8).Text(nick).End(), timeout, stop);

    private async Task TakeAsync(string nick)
    {
        try
        {
            await AskAsync(nick, AnswerWithin, CancellationToken.None).ConfigureAwait(false);
        }
        catch (NetworkException)
        {
            // Somebody was faster, or services keep it for its owner: the nick stays as it is.
        }
        finally
        {
            Volatile.Write(ref _isAsking, 0);
        }
    }
}
