using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>
/// Proves that a server without echoes has read messages: a server deals with lines in order, so that the answer to a PING behind them says that it has
/// dealt with them, and a refusal that comes before it is about one of them. One PING at a time is under way and covers all that was written before it.
/// </summary>
internal sealed class ReadBarrier(IrcState state)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(4);

    private UnreadLines? _open;
    private UnreadLines? _asked;
    private long _askedAt;
    private uint _number;
    private bool _isAsking;
    private bool _again;
    private bool _answers;
    private bool _isClosed;
    private volatile bool _isUseless;

    /// <summary>False for a server that answers no PING: what was written to it counts as accepted.</summary>
    internal bool IsOfUse => !_isUseless;

    /// <summary>No further lines of the message come.</summary>
    internal void Complete(PendingRead message)
    {
        lock (state.Gate)
        {
            message.Complete();
        }
    }

    /// <summary>These lines are just being written, before all that is written later.</summary>
    internal void Writing(List<(PendingRead Message, int Lines)> lines)
    {
        lock (state.Gate)
        {
            foreach (var (message, count) in lines)
            {
                (_open ??= new()).Add(message, count);
                if (_isClosed)
                    message.Done.TrySetResult(Lost());
            }
        }
    }

    /// <summary>Has the server prove that it has read what was written, as soon as the PING under way is back.</summary>
    internal void Ask()
    {
        uint number;
        lock (state.Gate)
        {
            _again = _isAsking || _asked is not null;
            if (_again || _open is null || _isClosed)
                return;
            _isAsking = true;
            number = ++_number;
        }
        // It does not wait for the flood limit, but counts for it: what comes next waits longer.
        state.Limiter.Spend();
        if (state.Link.Post(output => output.Raw("PING :bridge-read-"u8).Number(number).End(), Asked))
            return;
        lock (state.Gate)
        {
            _isAsking = false;
            _again = true;
        }
    }

    /// <summary>The answer to a PING, perhaps to this one.</summary>
    internal void OnPong(ReadOnlySpan<byte> token)
    {
        bool again;
        lock (state.Gate)
        {
            if (!token.StartsWith("bridge-"u8))
                return;
            _answers = true;
            _isUseless = false;
            if (_asked is null || !token.SequenceEqual(Encoding.ASCII.GetBytes($"bridge-read-{_number}")))
                return;
            again = Settle(null);
        }
        if (again)
            Ask();
    }

    /// <summary>A line was refused. False when none to there is under way.</summary>
    /// <param name="target">Where it went, as the server compares names; null when the server does not say.</param>
    /// <param name="refusal">Why.</param>
    internal bool Refuse(string? target, SendResult refusal)
    {
        lock (state.Gate)
        {
            // What was written behind the PING is answered behind its answer.
            if ((_asked ?? _open) is not { } lines)
                return false;
            if (target is not null)
                return lines.Refuse(target, refusal);
            lines.RefuseUnnamed(refusal);
            return true;
        }
    }

    /// <summary>Looks whether the answer is overdue. True when the server is to be taken for dead.</summary>
    internal bool Watch(long heardAt, long now)
    {
        var again = false;
        lock (state.Gate)
        {
            if (_asked is null)
                again = _open is not null && _again;
            else if (_answers && state.Time.GetElapsedTime(Math.Max(heardAt, _askedAt), now) >= DeadAfter)
                return true;
            else if (!_answers && heardAt > _askedAt && state.Time.GetElapsedTime(_askedAt, now) >= AnswerWithin)
            {
                // It talks, and has never answered a PING: there are bouncers that swallow them. Messages would be in doubt for ever otherwise.
                _isUseless = true;
                Settle(null);
                _open?.Settle(null);
                _open = null;
            }
            else if (heardAt > _askedAt && state.Time.GetElapsedTime(_askedAt, now) >= GiveUpAfter)
                again = Settle(SendResult.Uncertain("The server did not confirm the message."));
        }
        if (again)
            Ask();
        return false;
    }

    /// <summary>The connection is gone: nobody knows what became of the rest.</summary>
    internal void Close()
    {
        lock (state.Gate)
        {
            _isClosed = true;
            _asked?.Lose(Lost());
            _open?.Lose(Lost());
            (_asked, _open) = (null, null);
        }
    }

    private static SendResult Lost() => SendResult.Uncertain("The connection was lost before the server confirmed the message.");

    // Called in the order of what is written: what was written before is covered.
    private void Asked()
    {
        lock (state.Gate)
        {
            _isAsking = false;
            (_asked, _open) = (_open, null);
            _askedAt = state.Time.GetTimestamp();
        }
    }

    private bool Settle(SendResult? doubt)
    {
        _asked?.Settle(doubt);
        _asked = null;
        var again = _again;
        _again = false;
        return again;
    }
}
