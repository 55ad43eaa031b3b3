using System.Buffers;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>A message that comes as a batch of lines (<c>draft/multiline</c>), until it is complete.</summary>
internal sealed class MultilineText
{
    /// <summary>More than any server lets a message have.</summary>
    internal const int MaxBytes = 256 * 1024;

    private readonly byte[] _head;
    private readonly ArrayBufferWriter<byte> _body = new();

    /// <summary>Takes the batch's first line, which has the tags, the source and the target of all of it.</summary>
    internal MultilineText(in IrcLine start) => _head = [.. "@"u8, .. start.Tags, .. " :"u8, .. start.Source, .. " PRIVMSG "u8, .. start[2], .. " :"u8];

    /// <summary>The first line as that of a message without text.</summary>
    internal ReadOnlySpan<byte> Head => _head;

    internal ReadOnlySpan<byte> Body => _body.WrittenSpan;

    internal int Count { get; private set; }

    internal bool IsNotice { get; private set; }

    /// <summary>There was more than can be kept.</summary>
    internal bool IsCut { get; private set; }

    internal void Add(in IrcLine line)
    {
        var joins = Count == 0 || line.TryGetTag("draft/multiline-concat"u8, out _);
        if (_body.WrittenCount + line[1].Length + 1 > MaxBytes)
        {
            IsCut = true;
            return;
        }
        IsNotice = line.Command.SequenceEqual("NOTICE"u8);
        if (!joins)
            _body.Write("\n"u8);
        _body.Write(line[1]);
        Count++;
    }

    /// <summary>The text that such lines make together.</summary>
    internal static string Join(List<(string Text, bool Joined)> lines)
    {
        var builder = new StringBuilder();
        foreach (var (text, joined) in lines)
            builder.Append(joined || builder.Length == 0 ? "" : "\n").Append(text);
        return builder.ToString();
    }
}
