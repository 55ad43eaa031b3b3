using System.Globalization;
using System.Text;

namespace Bridge.Xmpp.Unicode;

/// <summary>
/// Normalization form C and width mapping (Unicode Standard Annex 15; RFC 8265 section 3.3.2), from tables of our own:
/// in globalization-invariant mode <see cref="string.Normalize()"/> returns its input unchanged.
/// </summary>
internal static class Normalization
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int VowelCount = 21, TrailCount = 28, LeadCount = 19, HangulCount = LeadCount * VowelCount * TrailCount;

    private static readonly Lazy<Tables> Data = new(Load);

    /// <summary>Replaces fullwidth and halfwidth characters by their ordinary forms.</summary>
    /// <param name="text">Well-formed UTF-16.</param>
    public static string MapWidth(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u3000', '\uFFEE'))
            return text;
        var widths = Data.Value.Widths;
        return string.Create(text.Length, (text, widths), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = state.widths.GetValueOrDefault(state.text[i], state.text[i]);
        });
    }

    /// <summary>Normalization form C.</summary>
    /// <param name="text">Well-formed UTF-16.</param>
    public static string ToFormC(string text)
    {
        // Nothing below U+0300 decomposes on the way to form C or combines with its neighbours.
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF'))
            return text;
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, points);
        Reorder(points);
        Compose(points);
        var result = new StringBuilder(text.Length);
        foreach (var point in points)
            result.Append(new Rune(point).ToString());
        return result.ToString();
    }

    private static void Decompose(int point, List<int> output)
    {
        var syllable = point - HangulBase;
        if ((uint)syllable < HangulCount)
        {
            output.Add(LeadBase + syllable / (VowelCount * TrailCount));
            output.Add(VowelBase + syllable % (VowelCount * TrailCount) / TrailCount);
            if (syllable % TrailCount != 0)
                output.Add(TrailBase + syllable % TrailCount);
        }
        else if (Data.Value.Decompositions.TryGetValue(point, out var pair))
        {
            Decompose(pair.First, output);
            if (pair.Second != 0)
                output.Add(pair.Second);
        }
        else
        {
            output.Add(point);
        }
    }

    private static void Reorder(List<int> points)
    {
        var start = 0;
        for (var i = 0; i <= points.Count; i++)
        {
            if (i < points.Count && ClassOf(points[i]) != 0)
                continue;
            if (i - start > 1)
                SortByClass(points, start, i);
            start = i + 1;
        }
    }

    // A stable sort that stays fast when a stranger sends a thousand marks on one letter.
    private static void SortByClass(List<int> points, int start, int end)
    {
        var sorted = points.Skip(start).Take(end - start).OrderBy(ClassOf).ToArray();
        for (var i = 0; i < sorted.Length; i++)
            points[start + i] = sorted[i];
    }

    private static void Compose(List<int> points)
    {
        var starter = -1;
        var written = 0;
        var lastClass = 0;
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var pointClass = ClassOf(point);
            // A mark is blocked from its starter by a mark between them of the same or a higher class.
            var adjacent = starter == written - 1;
            if (starter >= 0 && (adjacent || (lastClass != 0 && lastClass < pointClass)) && TryPair(points[starter], point, out var composed))
            {
                points[starter] = composed;
                continue;
            }
            if (pointClass == 0)
                starter = written;
            lastClass = pointClass;
            points[written++] = point;
        }
        points.RemoveRange(written, points.Count - written);
    }

    private static bool TryPair(int first, int second, out int composed)
    {
        var lead = first - LeadBase;
        var vowel = second - VowelBase;
        if ((uint)lead < LeadCount && (uint)vowel < VowelCount)
        {
            composed = HangulBase + (lead * VowelCount + vowel) * TrailCount;
            return true;
        }
        var syllable = first - HangulBase;
        var trail = second - TrailBase;
        if ((uint)syllable < HangulCount && syllable % TrailCount == 0 && trail is > 0 and < TrailCount)
        {
            composed = first + trail;
            return true;
        }
        return Data.Value.Compositions.TryGetValue((first, second), out composed);
    }

    private static int ClassOf(int point) => point < 0x300 ? 0 : Data.Value.Classes.GetValueOrDefault(point);

    private static Tables Load()
    {
        using var stream = typeof(Normalization).Assembly.GetManifestResourceStream("canonical.txt")!;
        using var reader = new StreamReader(stream);
        var tables = new Tables([], [], [], []);
        while (reader.ReadLine() is { } line)
            tables.Add(line);
        return tables;
    }

    private sealed record Tables(
        Dictionary<int, (int First, int Second)> Decompositions,
        Dictionary<(int First, int Second), int> Compositions,
        Dictionary<int, byte> Classes,
        Dictionary<char, char> Widths)
    {
        public void Add(string line)
        {
            var parts = line.Split(' ');
            switch (parts[0])
            {
                case "d":
                    AddDecomposition(parts);
                    break;
                case "c":
                    var range = parts[1].Split('-');
                    for (var point = Hex(range[0]); point <= Hex(range[1]); point++)
                        Classes[point] = byte.Parse(parts[2], CultureInfo.InvariantCulture);
                    break;
                case "w":
                    Widths[(char)Hex(parts[1])] = (char)Hex(parts[2]);
                    break;
            }
        }

        private void AddDecomposition(string[] parts)
        {
            var point = Hex(parts[1].TrimStart('!'));
            var pair = (Hex(parts[2]), parts.Length > 3 ? Hex(parts[3]) : 0);
            Decompositions[point] = pair;
            if (parts[1][0] != '!')
                Compositions[pair] = point;
        }

        private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
