using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>A line that somebody has written themselves. What the server says until the PING behind it comes back is the answer.</summary>
internal sealed class RawRequest(string raw, string barrier) : RequestOf<bool>
{
    private const int MaxLines = 100;

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly string _command = raw.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(static word => word[0] is not ('@' or ':')) ?? "";
    private int _more;

    /// <summary>What the server has said so far.</summary>
    internal string Said
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _more == 0 ? _lines : _lines.Append($"and {_more} lines more"));
            }
        }
    }

    internal override bool IsOverhearing => true;

    internal override bool Offer(in IrcLine line, IrcState state)
    {
        if (line.Command.SequenceEqual("PONG"u8))
        {
            if (!line.Last.SequenceEqual(Encoding.ASCII.GetBytes(barrier)))
                return false;
            Complete(state, true);
            return true;
        }
        if (line.Numeric == 0)
        {
            // Modes of oneself are answered by a line of their own kind.
            if (line.Command.SequenceEqual("MODE"u8) && _command.Equals("MODE", StringComparison.OrdinalIgnoreCase) && state.IsSelf(state.Text(line[0])))
                Note(line, state);
            return false;
        }
        Note(line, state);
        // An error may be about a message or a join that is on its way, too.
        return !Numerics.IsError(line.Numeric) || (line.Numeric is 421 or 461 && state.Text(line[1]).Equals(_command, StringComparison.OrdinalIgnoreCase));
    }

    private void Note(in IrcLine line, IrcState state)
    {
        // The first parameter is our nick.
        var words = new List<string>();
        for (var i = Math.Min(1, line.Count - 1); i < line.Count; i++)
            words.Add(state.Plain(line[i]));
        lock (_lock)
        {
            if (_lines.Count < MaxLines)
                _lines.Add(string.Join(' ', words));
            else
                _more++;
        }
    }
}
