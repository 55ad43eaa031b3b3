using System.Text;

namespace Bridge.Testing.Servers.Spec;

/// <summary>A line as a client sends it, read by the grammar of message-tags.</summary>
internal sealed class SpecIrcLine
{
    /// <summary>The tags, with their values as they are on the wire.</summary>
    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public string Command { get; private set; } = "";

    public List<string> Parameters { get; } = [];

    /// <summary>How many bytes the tags take, without <c>@</c> and the space.</summary>
    public int TagBytes { get; private set; }

    /// <summary>How many bytes the rest takes, without its end.</summary>
    public int RestBytes { get; private set; }

    public string this[int index] => index < Parameters.Count ? Parameters[index] : "";

    public static SpecIrcLine Parse(string text)
    {
        var line = new SpecIrcLine();
        if (text.StartsWith('@'))
        {
            var (tags, rest) = Cut(text[1..]);
            line.TagBytes = Encoding.UTF8.GetByteCount(tags);
            foreach (var tag in tags.Split(';'))
            {
                var equals = tag.IndexOf('=', StringComparison.Ordinal);
                line.Tags[equals < 0 ? tag : tag[..equals]] = equals < 0 ? "" : tag[(equals + 1)..];
            }

            text = rest;
        }

        line.RestBytes = Encoding.UTF8.GetByteCount(text);
        if (text.StartsWith(':'))
            text = Cut(text).Others;
        (line.Command, text) = Cut(text);
        line.Command = line.Command.ToUpperInvariant();
        while (text.Length > 0)
        {
            if (text[0] == ':')
            {
                line.Parameters.Add(text[1..]);
                break;
            }

            (var parameter, text) = Cut(text);
            line.Parameters.Add(parameter);
        }

        return line;
    }

    private static (string Word, string Others) Cut(string text)
    {
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? (text, "") : (text[..end], text[end..].TrimStart(' '));
    }
}
