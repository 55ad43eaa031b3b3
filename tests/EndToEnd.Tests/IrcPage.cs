using System.Text.RegularExpressions;

namespace Bridge.EndToEnd.Tests;

/// <summary>What <c>docs/networks/irc.md</c> says of commands and options, so that forms are held to it.</summary>
internal static partial class IrcPage
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Root(), "docs/networks/irc.md"));

    /// <summary>The values that a command takes, in order, and whether each must be given; what the address that it is given to says is left out.</summary>
    public static IReadOnlyList<(string Word, bool IsRequired)> UsageOf(string command, string level)
    {
        var usage = RowsOf("## Commands").SelectMany(static row => Names(row[0])).Select(static code => code.Split(' ')).Single(words => words[0] == command);
        return
        [
            .. usage.Skip(1).Select(static word => (word.Trim('[', ']'), !word.StartsWith('['))).Where(word => (word.Item1, level) is not (("SERVER", not "all") or ("WHERE", "channel"))),
        ];
    }

    /// <summary>The options that may be set for <c>all</c>, a <c>server</c> or a <c>channel</c>.</summary>
    public static IReadOnlyList<string> OptionsFor(string level) =>
        [.. RowsOf("## Your settings").Where(row => row[1].Split(", ").Contains(level)).SelectMany(static row => Names(row[0]))];

    private static IEnumerable<string[]> RowsOf(string section) => Lines.SkipWhile(line => line != section).Skip(1)
        .TakeWhile(static line => !line.StartsWith("## ", StringComparison.Ordinal)).Where(static line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(static line => line.Trim('|', ' ').Split(" | "));

    private static IEnumerable<string> Names(string cell) => Code().Matches(cell).Select(static match => match.Groups[1].Value);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Bridge.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        return folder.FullName;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
