namespace Bridge.Adapters.Irc;

/// <summary>A message on its way to a server that sends nothing back. Guarded by the lock of <see cref="ReadBarrier"/>.</summary>
internal sealed class PendingRead(string target) : PendingSend
{
    private int _lines;
    private int _passed;
    private int _refused;
    private bool _complete;
    private SendResult? _refusal;
    private SendResult? _doubt;

    /// <summary>Where it goes, as the server compares names.</summary>
    internal string Target => target;

    /// <summary>Further lines are to be written. Only its sender calls this, and not after <see cref="Complete"/>.</summary>
    internal void AddLines(int count) => _lines += count;

    /// <summary>No further lines come.</summary>
    internal void Complete()
    {
        _complete = true;
        Check();
    }

    /// <summary>The server has read some of the lines.</summary>
    /// <param name="lines">How many.</param>
    /// <param name="refused">How many of them it has refused, as far as that is certain.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="doubt">What is to be said when others may have been refused.</param>
    internal void Pass(int lines, int refused, SendResult? refusal, SendResult? doubt)
    {
        _passed += lines;
        _refused += refused;
        if (refused > 0)
            _refusal ??= refusal;
        _doubt ??= doubt;
        Check();
    }

    private void Check()
    {
        if (!_complete || _passed < _lines)
            return;
        if (_refusal is { } refusal)
            Done.TrySetResult(_refused >= _lines ? refusal : SendResult.Refused(refusal.Error, "A part of it was refused: " + refusal.Reason));
        else
            Done.TrySetResult(_doubt ?? SendResult.Accepted);
    }
}
