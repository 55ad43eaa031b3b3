using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Gathers what a server tells in many numerics (the message of the day, statistics, help) into one notice.</summary>
internal sealed class ServerText(IrcState state)
{
    private const int MaxLines = 300;
    private const int MaxLength = 16 * 1024;

    private StringBuilder? _text;
    private ChatId? _chat;
    private string _code = "";
    private int _lines;

    /// <summary>Looks at every line before it is handled: what is no such text ends it.</summary>
    internal void Before(in IrcLine line)
    {
        if (_lines > 0 && (line.Numeric == 0 || Numerics.IsError(line.Numeric) || Numerics.EndsText(line.Numeric)))
            Flush();
    }

    internal void Add(ChatId? chat, string code, string text)
    {
        if (_lines > 0 && (_chat != chat || _lines >= MaxLines || _text!.Length + text.Length > MaxLength))
            Flush();
        if (_lines++ == 0)
            (_chat, _code, _text) = (chat, code, new StringBuilder());
        else
            _text!.Append('\n');
        _text!.Append(text);
    }

    internal void Flush()
    {
        if (_lines == 0)
            return;
        var text = _text!.ToString().Trim('\n');
        _text = null;
        _lines = 0;
        // Every connection begins with the message of the day: who has read it once is not shown the same again.
        if (text.Length > 0 && (state.IsReady || _code is not ("irc.372" or "irc.375") || state.IsNewsOfDay(text)))
            state.Effects.Publish(new Notice(text) { Chat = _chat, Code = _code });
    }
}
