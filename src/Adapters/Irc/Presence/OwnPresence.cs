namespace Bridge.Adapters.Irc;

/// <summary>Tells the server that the user is away, or back. Of changes that wait for the flood limit only the last counts.</summary>
internal sealed class OwnPresence
{
    private const int MaxText = 300;

    private readonly IrcState _state;
    private readonly SharedLines<Away> _lines;
    private string? _told;

    internal OwnPresence(IrcState state)
    {
        _state = state;
        _lines = new SharedLines<Away>(state, Take, Write, static (_, _) => { });
    }

    internal void Set(Availability availability, string? status)
    {
        if (availability is Availability.Online or Availability.Unknown)
        {
            _lines.Add(new Away(null));
            return;
        }
        var text = LineSplitter.FirstLine(status ?? "", Math.Min(_state.Features.AwayLength ?? MaxText, MaxText)).Trim();
        // An empty text would say that the user is back.
        _lines.Add(new Away(text.Length > 0 ? text : availability switch
        {
            Availability.Busy => "Busy",
            Availability.ExtendedAway => "Away for longer",
            _ => "Away",
        }));
    }

    private List<Away> Take(LinkedList<Away> waiting)
    {
        var last = waiting.Last?.Value;
        waiting.Clear();
        if (last is null || last.Text == _told)
            return [];
        _told = last.Text;
        return [last];
    }

    private static void Write(OutputBuffer output, List<Away> line)
    {
        output.Raw("AWAY"u8);
        if (line[0].Text is { } text)
            output.Raw(" :"u8).Text(text);
        output.End();
    }

    private sealed record Away(string? Text);
}
