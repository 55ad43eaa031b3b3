namespace Bridge.Adapters.Irc;

/// <summary>
/// Tells the server that the user is away, or back. Of changes that wait for the flood limit only the last counts. What the user has said by a
/// command stands until they take it back by one.
/// </summary>
internal sealed class OwnPresence(IrcState state) : SharedLines<OwnPresence.Away>(state)
{
    private const int MaxText = 300;

    private volatile bool _isByHand;
    private string? _told;

    internal void Set(Availability availability, string? status)
    {
        if (_isByHand)
            return;
        if (availability is Availability.Online or Availability.Unknown)
        {
            Add(new Away(null));
            return;
        }
        var text = LineSplitter.FirstLine(status ?? "", Math.Min(State.Features.AwayLength ?? MaxText, MaxText)).Trim();
        // An empty text would say that the user is back.
        Add(new Away(text.Length > 0 ? text : availability switch
        {
            Availability.Busy => "Busy",
            Availability.ExtendedAway => "Away for longer",
            _ => "Away",
        }));
    }

    /// <summary>The user says so themselves, by a line of their own.</summary>
    /// <param name="line">The line; nothing happens for any other than AWAY.</param>
    internal void SaidByHand(string line)
    {
        var words = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0 || !words[0].Equals("AWAY", StringComparison.OrdinalIgnoreCase))
            return;
        _isByHand = words.Length > 1 && words[1] != ":";
        // Until the user's clients say something else, they are what the user has said.
        _told = null;
    }

    protected override List<Away> Take(LinkedList<Away> waiting)
    {
        var last = waiting.Last?.Value;
        waiting.Clear();
        if (last is null || _isByHand || last.Text == _told)
            return [];
        _told = last.Text;
        return [last];
    }

    protected override void Write(OutputBuffer output, List<Away> line)
    {
        output.Raw("AWAY"u8);
        if (line[0].Text is { } text)
            output.Raw(" :"u8).Text(text);
        output.End();
    }

    /// <summary>What is to be told; null for being back.</summary>
    internal sealed record Away(string? Text);
}
