using System.Globalization;
using System.Text;
using Bridge.Adapters;

namespace Bridge.Gateway.Conversations;

/// <summary>Polls in words, and votes by a reply. Pure.</summary>
internal static class Polls
{
    private const int MaxOptions = 64, MaxKept = 8_000;

    private const char One = '1', Several = '*';

    /// <summary>A poll with numbered options, its votes as far as they are known, and how to vote.</summary>
    public static string Text(PollPart poll)
    {
        var text = new StringBuilder(poll.Closed ? "Poll, closed: " : "Poll: ").Append(poll.Question);
        for (var i = 0; i < poll.Options.Count && i < MaxOptions; i++)
        {
            var (option, votes) = poll.Options[i];
            text.Append(CultureInfo.InvariantCulture, $"\n{i + 1}. {OneLine(option)}");
            if (votes is { } count)
            {
                text.Append(CultureInfo.InvariantCulture, $" ({count} {(count == 1 ? "vote" : "votes")})");
            }
        }

        if (!poll.Closed)
        {
            text.Append(poll.Several ? "\n(To vote, reply with one or more numbers; 0 takes it back.)" : "\n(To vote, reply with a number; 0 takes it back.)");
        }

        return text.ToString();
    }

    /// <summary>What has to be kept of a message for votes in it; null when it is no poll.</summary>
    public static string? Keep(MessageContent content)
    {
        if (content.Parts.Count == 0 || content.Parts.OfType<PollPart>().FirstOrDefault() is not { } poll)
        {
            return null;
        }

        var kept = $"{(poll.Several ? Several : One)}\n{string.Join('\n', poll.Options.Take(MaxOptions).Select(static option => OneLine(option.Text)))}";
        return kept.Length <= MaxKept ? kept : $"{kept[0]}{new string('\n', Math.Min(poll.Options.Count, MaxOptions))}";
    }

    /// <summary>Reads a reply as a vote: numbers, or the words of one option. Never throws.</summary>
    /// <param name="kept">What <see cref="Keep"/> gave.</param>
    /// <param name="reply">What the reply says.</param>
    /// <returns>The options, counted from 0; none to take the vote back; null when it is an answer of another kind.</returns>
    public static IReadOnlyList<int>? ReadVote(string kept, string reply)
    {
        var options = kept.Split('\n')[1..];
        var words = reply.Trim();
        var named = Array.FindIndex(options, option => option.Length > 0 && option.Equals(words, StringComparison.OrdinalIgnoreCase));
        if (named >= 0)
        {
            return [named];
        }

        List<int> chosen = [];
        foreach (var word in words.Split([' ', ',', ';', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(word.TrimEnd('.', ')'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > options.Length)
            {
                return null;
            }

            if (number > 0 && !chosen.Contains(number - 1))
            {
                chosen.Add(number - 1);
            }
            else if (number == 0 && words.Trim('.', ')') != "0")
            {
                return null;
            }
        }

        return words.Length == 0 || (chosen.Count > 1 && kept[0] == One) ? null : chosen;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
