using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>
/// A command that answers with FAIL, an error or nothing that matters (REDACT, TAGMSG, MARKREAD). What was not refused when the PING behind it
/// comes back was done.
/// </summary>
internal sealed class FollowUpRequest(string command, string targetKey, string barrier) : RequestOf<bool>
{
    internal override bool Offer(in IrcLine line, IrcState state)
    {
        if (line.Command.SequenceEqual("PONG"u8))
        {
            if (!line.Last.SequenceEqual(Encoding.ASCII.GetBytes(barrier)))
                return false;
            Complete(state, true);
            return true;
        }
        if (line.Command.SequenceEqual("FAIL"u8))
            return Ascii.EqualsIgnoreCase(line[0], command) && Refuse(state, StandardReplies.ToError(state.Text(line[1])), line);
        if (!Numerics.IsError(line.Numeric))
            return false;
        var about = state.Text(line[1]);
        return (state.Key(about) == targetKey || (line.Numeric is 421 or 461 && about == command)) && Refuse(state, Numerics.ToError(line.Numeric), line);
    }

    private bool Refuse(IrcState state, NetworkError error, in IrcLine line)
    {
        var failure = new NetworkException(error, state.Plain(line.Last)) { Code = $"irc.{state.Text(line.Numeric == 0 ? line[1] : line.Command)}" };
        state.Effects.Then(() => Fail(failure));
        return true;
    }
}
