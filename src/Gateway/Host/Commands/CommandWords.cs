using System.Text;

namespace Bridge.Gateway.Commands;

/// <summary>
/// Cuts a line into words. A word in quotes may hold spaces or nothing at all; within them, a backslash before a quote or a backslash is
/// dropped. Pure.
/// </summary>
internal static class CommandWords
{
    /// <summary>Phones turn straight quotes into these.</summary>
    private const string Opening = "\"“”„", Closing = "\"“”";

    /// <summary>The first word, which has no quotes, and the rest of the line.</summary>
    public static (string First, string Others) Cut(string line)
    {
        line = line.Trim();
        var end = 0;
        while (end < line.Length && !char.IsWhiteSpace(line[end]))
        {
            end++;
        }

        return (line[..end], line[end..].TrimStart());
    }

    /// <summary>The words, or null when a quote is not closed.</summary>
    /// <param name="line">The line.</param>
    /// <param name="most">How many words there are at most: the last takes all that is left as it is written, unless that is one word in quotes.</param>
    public static IReadOnlyList<string>? Split(string line, int most = int.MaxValue)
    {
        List<string> words = [];
        var at = 0;
        while (true)
        {
            while (at < line.Length && char.IsWhiteSpace(line[at]))
            {
                at++;
            }

            if (at == line.Length)
            {
                return words;
            }

            if (words.Count == most - 1)
            {
                return [.. words, Rest(line[at..].TrimEnd())];
            }

            if (Opening.Contains(line[at], StringComparison.Ordinal))
            {
                at++;
                if (Quoted(line, ref at) is not { } word)
                {
                    return null;
                }

                words.Add(word);
            }
            else
            {
                var start = at;
                while (at < line.Length && !char.IsWhiteSpace(line[at]))
                {
                    at++;
                }

                words.Add(line[start..at]);
            }
        }
    }

    private static string Rest(string text)
    {
        var at = 1;
        return Opening.Contains(text[0], StringComparison.Ordinal) && Quoted(text, ref at) is { } word && at == text.Length ? word : text;
    }

    private static string? Quoted(string line, ref int at)
    {
        var word = new StringBuilder();
        for (; at < line.Length; at++)
        {
            // A quote in the middle of a word belongs to it.
            if (Closing.Contains(line[at], StringComparison.Ordinal) && (at + 1 == line.Length || char.IsWhiteSpace(line[at + 1])))
            {
                at++;
                return word.ToString();
            }

            if (line[at] == '\\' && at + 1 < line.Length && line[at + 1] is '"' or '\\')
            {
                at++;
            }

            word.Append(line[at]);
        }

        return null;
    }
}
