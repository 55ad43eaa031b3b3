using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>
/// A command that answers with an error or not at all (MODE, KICK, TOPIC, INVITE). A PING after it comes back when it has been dealt
/// with: what was not refused by then was done.
/// </summary>
internal sealed class CommandRequest(string command, string channelKey, string? nickKey, string barrier) : RequestOf<bool>
{
    internal override string Command => command;

    internal override bool Offer(in IrcLine line, IrcState state)
    {
        if (line.Command.SequenceEqual("PONG"u8))
        {
            if (!line.Last.SequenceEqual(Encoding.ASCII.GetBytes(barrier)))
                return false;
            Complete(state, true);
            return true;
        }
        // 404 is about a message.
        if (!Numerics.IsError(line.Numeric) || line.Numeric == 404 || !IsAbout(line, state))
            return false;
        Refuse(line, state);
        return true;
    }

    internal override bool Concerns(in IrcLine fail, IrcState state) => fail.Count < 4 || NamesIt(fail, 2, state);

    // 421 and 461 name the command; all others a channel or a nick.
    private bool IsAbout(in IrcLine line, IrcState state) =>
        line.Numeric is 421 or 461 or 263 ? state.Text(line[1]).Equals(command, StringComparison.OrdinalIgnoreCase) || line.Count < 3 : NamesIt(line, 1, state);

    private bool NamesIt(in IrcLine line, int from, IrcState state)
    {
        for (var i = from; i < line.Count; i++)
        {
            var key = state.Key(state.Text(line[i]));
            if (key == channelKey || key == nickKey)
                return true;
        }
        return false;
    }
}
