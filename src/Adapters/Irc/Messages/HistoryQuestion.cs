using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>What is asked of CHATHISTORY, also as the cursor of a page: the subcommand and its references.</summary>
internal sealed record HistoryQuestion(string Command, string First, string? Second = null)
{
    /// <summary>The newest messages.</summary>
    internal static HistoryQuestion Latest { get; } = new("LATEST", "*");

    /// <summary>Whether the page after this one is newer.</summary>
    internal bool IsForward => Command is "AFTER" or "BETWEEN";

    internal string ToCursor() => Second is null ? $"{Command} {First}" : $"{Command} {First} {Second}";

    /// <summary>Reads a cursor back. Null for what is none.</summary>
    internal static HistoryQuestion? Parse(string cursor)
    {
        var words = cursor.Split(' ', 4);
        var count = words[0] switch { "BEFORE" or "AFTER" => 2, "BETWEEN" => 3, _ => 0 };
        return words.Length == count && words.Skip(1).All(IsReference) ? new HistoryQuestion(words[0], words[1], count == 3 ? words[2] : null) : null;
    }

    private static bool IsReference(string word) => word.StartsWith("msgid=", StringComparison.Ordinal)
        ? TagValue.IsParameter(word["msgid=".Length..])
        : word.StartsWith("timestamp=", StringComparison.Ordinal) && TagValue.ReadTime(Encoding.UTF8.GetBytes(word["timestamp=".Length..])) is not null;
}
