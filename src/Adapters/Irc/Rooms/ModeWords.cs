namespace Bridge.Adapters.Irc;

/// <summary>Tells a room of the modes that are nothing else in it. What one person sets in a row is one line.</summary>
internal sealed class ModeWords(IrcState state)
{
    private const int MaxChanges = 50;

    private readonly List<ModeChange> _changes = [];
    private Channel? _channel;
    private string _by = "";

    /// <summary>Looks at every line before it is handled: what is no mode comes after those.</summary>
    internal void Before(in IrcLine line)
    {
        if (_changes.Count > 0 && !line.Command.SequenceEqual("MODE"u8))
            Flush();
    }

    internal void Add(Channel channel, string by, List<ModeChange> changes)
    {
        if (_changes.Count > 0 && (_channel != channel || _by != by || _changes.Count + changes.Count > MaxChanges))
            Flush();
        (_channel, _by) = (channel, by);
        _changes.AddRange(changes);
    }

    internal void Flush()
    {
        if (_changes.Count == 0)
            return;
        var modes = "";
        for (var i = 0; i < _changes.Count; i++)
            modes += (i > 0 && _changes[i - 1].Set == _changes[i].Set ? "" : _changes[i].Set ? "+" : "-") + _changes[i].Mode;
        var arguments = _changes.Where(static x => x.Argument is not null).Select(static x => x.Argument);
        var text = $"{_by} sets mode {string.Join(' ', arguments.Prepend(modes))}";
        state.Effects.Publish(new Notice(text) { Chat = _channel!.Id, Code = "irc.MODE" });
        _changes.Clear();
        _channel = null;
    }
}
