namespace Bridge.Adapters.Irc;

/// <summary>ISON and USERHOST: who of some people is there, and who is away.</summary>
internal sealed class PresenceRequest(WatchList watches, string command, IReadOnlyList<string> nicks) : RequestOf<bool>
{
    internal override string Command => command;

    internal override bool Offer(in IrcLine line, IrcState state)
    {
        if (line.Numeric == 303 && command == "ISON")
            watches.OnIson(nicks, line);
        else if (line.Numeric == 302 && command == "USERHOST")
            watches.OnUserhost(line);
        else if (line.Numeric is 263 or 421 or 461 && line[1].SequenceEqual(System.Text.Encoding.ASCII.GetBytes(command)))
        {
            Refuse(line, state);
            return true;
        }
        else
            return false;
        Complete(state, true);
        return true;
    }
}
