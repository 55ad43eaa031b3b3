using System.Globalization;
using Bridge.Store;

namespace Bridge.Gateway.Import;

/// <summary>What became of every row: counted, and what stays behind with the reason and some places to look at.</summary>
internal sealed class ImportReport
{
    private const int MaxReasons = 100, MaxExamples = 3, MaxShown = 80;

    private readonly SortedDictionary<string, long> _carried = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _there = new(StringComparer.Ordinal);
    private readonly Dictionary<(string What, string Why), (long Count, List<string> Examples)> _left = [];
    private readonly SortedSet<string> _advice = new(StringComparer.Ordinal);

    /// <summary>A part of a stranger's text as it may stand in a line: short, and without control characters.</summary>
    public static string Shown(string text)
    {
        var shown = text.Length > MaxShown ? text[..MaxShown] + "…" : text;
        return $"“{string.Concat(shown.Select(static character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character))}”";
    }

    /// <summary>Something is in Bridge's database now.</summary>
    public void Carried(string what, long count = 1) => Add(_carried, what, count);

    /// <summary>Something was there before.</summary>
    public void There(string what, long count = 1) => Add(_there, what, count);

    /// <summary>Something stays behind.</summary>
    /// <param name="what">What kind of thing.</param>
    /// <param name="why">Why, with the remedy where there is one; without secrets.</param>
    /// <param name="row">Where it is.</param>
    public void Left(string what, string why, ForeignRow? row = null)
    {
        var key = _left.ContainsKey((what, why)) || _left.Count < MaxReasons ? (what, why) : (what, "for other reasons, too many to list");
        var (count, examples) = _left.GetValueOrDefault(key, (0, []));
        if (row is not null && examples.Count < MaxExamples)
        {
            examples.Add(row.ToString());
        }

        _left[key] = (count + 1, examples);
    }

    /// <summary>Something that the operator should know or do.</summary>
    public void Advise(string line)
    {
        if (_advice.Count < MaxReasons)
        {
            _advice.Add(line);
        }
    }

    /// <summary>Writes all of it.</summary>
    public void Print(TextWriter output, bool isDryRun)
    {
        Print(output, isDryRun ? "Would be carried over:" : "Carried over:", [.. _carried.Select(static pair => (pair.Value, pair.Key))]);
        Print(output, "There already:", [.. _there.Select(static pair => (pair.Value, pair.Key))]);
        Print(output, "Left behind:", [.. _left.OrderByDescending(static pair => pair.Value.Count).Select(static pair => (pair.Value.Count, Line(pair.Key, pair.Value.Examples)))]);
        if (_advice.Count > 0)
        {
            output.WriteLine("To know:");
            foreach (var line in _advice)
            {
                output.WriteLine($"  - {line}.");
            }
        }
    }

    private static string Line((string What, string Why) key, List<string> examples) =>
        $"{key.What}: {key.Why}" + (examples.Count == 0 ? "" : $" ({string.Join(", ", examples)})");

    private static void Add(SortedDictionary<string, long> counts, string what, long count)
    {
        if (count > 0)
        {
            counts[what] = counts.GetValueOrDefault(what) + count;
        }
    }

    private static void Print(TextWriter output, string title, IReadOnlyList<(long Count, string Text)> lines)
    {
        output.WriteLine(lines.Count == 0 ? $"{title} nothing" : title);
        foreach (var (count, text) in lines)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count,10}  {text}"));
        }
    }
}
