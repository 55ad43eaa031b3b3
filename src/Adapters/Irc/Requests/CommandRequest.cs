using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>
/// A command that answers with an error or not at all (MODE, KICK, TOPIC, INVITE). A PING after it comes back when it has been dealt
/// with: what was not refused by then was done.
/// </summary>
internal sealed class CommandRequest(string channelKey, string? nickKey, string barrier) : RequestOf<bool>
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
        if (!Numerics.IsError(line.Numeric) || !Concerns(line, state))
            return false;
        Refuse(line, state);
        return true;
    }

    private bool Concerns(in IrcLine line, IrcState state)
    {
        // 421 and 461 name the command; all others a channel or a nick.
        if (line.Numeric is 421 or 461 or 263)
            return true;
        for (var i = 1; i < line.Count; i++)
        {
            var key = state.Key(state.Text(line[i]));
            if (key == channelKey || key == nickKey)
                return true;
        }
        return false;
    }
}
