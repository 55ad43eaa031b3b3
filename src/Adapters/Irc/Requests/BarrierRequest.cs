using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>A PING whose answer says that the server has dealt with everything before it.</summary>
internal sealed class BarrierRequest(string token, long askedAt) : RequestOf<bool>
{
    /// <summary>What was written by then is covered.</summary>
    internal long AskedAt => askedAt;

    internal override bool Offer(in IrcLine line, IrcState state)
    {
        if (!line.Command.SequenceEqual("PONG"u8) || !line.Last.SequenceEqual(Encoding.ASCII.GetBytes(token)))
            return false;
        Complete(state, true);
        return true;
    }
}
