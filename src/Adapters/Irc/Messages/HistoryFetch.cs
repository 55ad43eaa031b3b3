namespace Bridge.Adapters.Irc;

/// <summary>A CHATHISTORY on its way: answered by a batch of its target, or refused.</summary>
internal sealed class HistoryFetch(HistoryLines lines, string? label) : RequestOf<HistoryLines>
{
    internal HistoryLines Lines => lines;

    /// <summary>What the answer carries; null where the server has no labels, and answers are known by their target.</summary>
    internal string? Label => label;

    internal void Finish(IrcState state) => Complete(state, lines);

    internal override bool Offer(in IrcLine line, IrcState state)
    {
        if (line.Command.SequenceEqual("FAIL"u8))
        {
            if (!line[0].SequenceEqual("CHATHISTORY"u8))
                return false;
            Refuse(state, StandardReplies.ToError(state.Text(line[1])), line);
            return true;
        }
        if (!Numerics.IsError(line.Numeric))
            return false;
        var about = state.Text(line[1]);
        if (!(line.Numeric is 421 or 461 && about == "CHATHISTORY") && !(line.Numeric is 401 or 403 or 404 or 442 && state.Key(about) == lines.TargetKey))
            return false;
        Refuse(state, Numerics.ToError(line.Numeric), line);
        return true;
    }

    private void Refuse(IrcState state, NetworkError error, in IrcLine line)
    {
        var failure = new NetworkException(error, state.Plain(line.Last)) { Code = "irc.history" };
        state.Effects.Then(() => Fail(failure));
    }
}
