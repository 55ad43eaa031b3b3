namespace Bridge.Adapters.Irc;

/// <summary>One change of a MODE line.</summary>
internal readonly record struct ModeChange(bool Set, char Mode, string? Argument)
{
    private const int MaxChanges = 100;

    /// <summary>Reads <c>+ov-b nick nick mask</c>; which modes take a parameter, the server said. Never throws.</summary>
    internal static List<ModeChange> Parse(ServerFeatures features, ReadOnlySpan<char> modes, IReadOnlyList<string> arguments)
    {
        var changes = new List<ModeChange>();
        var set = true;
        var next = 0;
        foreach (var mode in modes)
        {
            if (mode is '+' or '-')
            {
                set = mode == '+';
                continue;
            }
            if (changes.Count == MaxChanges)
                break;
            var argument = TakesArgument(features, mode, set) && next < arguments.Count ? arguments[next++] : null;
            changes.Add(new ModeChange(set, mode, argument));
        }
        return changes;
    }

    private static bool TakesArgument(ServerFeatures features, char mode, bool set)
    {
        if (features.PrefixModes.Contains(mode, StringComparison.Ordinal))
            return true;
        var kinds = features.ChannelModes;
        return kinds[0].Contains(mode, StringComparison.Ordinal) || kinds[1].Contains(mode, StringComparison.Ordinal)
            || (set && kinds[2].Contains(mode, StringComparison.Ordinal));
    }
}
