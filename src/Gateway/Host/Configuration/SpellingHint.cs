namespace Bridge.Gateway.Configuration;

/// <summary>Finds what somebody probably meant.</summary>
internal static class SpellingHint
{
    /// <summary>The candidate nearest to what was typed, or null when none is near: more than a third of it would have to change.</summary>
    public static string? Nearest(string typed, IEnumerable<string> candidates) =>
        candidates
            .Select(c => (Candidate: c, Distance: Distance(typed.ToLowerInvariant(), c.ToLowerInvariant())))
            .Where(p => p.Distance <= Math.Max(1, Math.Max(typed.Length, p.Candidate.Length) / 3))
            .OrderBy(p => p.Distance)
            .FirstOrDefault().Candidate;

    // Optimal string alignment: insertions, deletions, substitutions and swapped neighbours count one each.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                var same = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
