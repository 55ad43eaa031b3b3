namespace Bridge.Adapters.Irc;

/// <summary>The ban list of a channel (367, 368).</summary>
internal sealed class BanListRequest(string channelKey) : RequestOf<IReadOnlyList<string>>
{
    private const int MaxBans = 10_000;

    private readonly List<string> _masks = [];

    internal override string Command => "MODE";

    internal override bool Concerns(in IrcLine fail, IrcState state) => fail.Count < 4 || state.Key(state.Text(fail[2])) == channelKey;

    internal override bool Offer(in IrcLine line, IrcState state)
    {
        if (line.Numeric is not (367 or 368) && !Numerics.IsError(line.Numeric))
            return false;
        if (state.Key(state.Text(line[1])) != channelKey)
            return false;
        if (line.Numeric == 368)
            Complete(state, _masks);
        else if (line.Numeric != 367)
            Refuse(line, state);
        else if (_masks.Count < MaxBans)
            _masks.Add(state.Text(line[2]));
        return true;
    }
}
