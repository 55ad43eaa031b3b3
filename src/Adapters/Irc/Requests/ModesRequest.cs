namespace Bridge.Adapters.Irc;

/// <summary>The modes of a channel (324), as letters and the arguments of those that have one.</summary>
internal sealed class ModesRequest(string channelKey) : RequestOf<IReadOnlyDictionary<char, string>>
{
    internal override string Command => "MODE";

    internal override bool Concerns(in IrcLine fail, IrcState state) => fail.Count < 4 || state.Key(state.Text(fail[2])) == channelKey;

    internal override bool Offer(in IrcLine line, IrcState state)
    {
        if ((line.Numeric != 324 && !Numerics.IsError(line.Numeric)) || state.Key(state.Text(line[1])) != channelKey)
            return false;
        if (line.Numeric != 324)
        {
            Refuse(line, state);
            return true;
        }
        var arguments = new List<string>();
        for (var i = 3; i < line.Count; i++)
            arguments.Add(state.Text(line[i]));
        var modes = new Dictionary<char, string>();
        foreach (var change in ModeChange.Parse(state.Features, state.Text(line[2]), arguments))
        {
            if (change.Set)
                modes[change.Mode] = change.Argument ?? "";
        }
        Complete(state, modes);
        return true;
    }
}
