using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>A question to somebody's client (CTCP). Its answer is a NOTICE, or an error that names them, or never comes.</summary>
internal sealed class CtcpRequest(string question, string? token, string nickKey) : RequestOf<string>
{
    private const int MaxAnswer = 300;

    private bool _isRefused;

    /// <summary>An error that is the answer is for nobody else to read.</summary>
    internal override bool IsOverhearing => _isRefused;

    internal override bool Offer(in IrcLine line, IrcState state)
    {
        if (line.Command.SequenceEqual("NOTICE"u8))
            return OfferAnswer(line, state);
        if (!Numerics.IsError(line.Numeric) || line.Count < 3 || state.Key(state.Text(line[1])) != nickKey)
            return false;
        _isRefused = true;
        Refuse(line, state);
        // Other errors may be about a message to them as well, and nothing in the line tells which.
        return line.Numeric == 401;
    }

    private bool OfferAnswer(in IrcLine line, IrcState state)
    {
        if (line.Count < 2 || !CtcpText.TryRead(line[1], out var command, out var argument) || !command.SequenceEqual(Encoding.ASCII.GetBytes(question))
            || state.SourceOf(line).Key != nickKey)
        {
            return false;
        }
        var answer = state.Plain(argument).Trim();
        if (token is not null && answer != token)
            return false;
        Complete(state, LineSplitter.FirstLine(answer, MaxAnswer));
        return true;
    }
}
