using System.Buffers;

namespace Bridge.Adapters.Irc;

/// <summary>
/// Which formatting is on where a text is cut. The end of a line ends it all, so each piece opens again what was open, and closes it: pieces
/// that a receiver joins (<c>draft/multiline-concat</c>) read like the whole.
/// </summary>
internal struct FormattingState
{
    /// <summary>What a piece may grow by: five codes at either end.</summary>
    internal const int MaxBytes = 2 * 5;

    private const string Toggles = "\u0002\u001d\u001f\u001e\u0011";
    private const char Reset = '\u000f';

    private static readonly SearchValues<char> Codes = SearchValues.Create(Toggles + Reset);

    private string? _open;

    /// <summary>Whether a text has formatting that must be carried over its cuts.</summary>
    internal static bool IsNeeded(ReadOnlySpan<char> text) => text.ContainsAny(Codes);

    /// <summary>The next piece with what it needs at both ends.</summary>
    internal string Wrap(ReadOnlySpan<char> piece)
    {
        var before = _open ?? "";
        foreach (var c in piece)
        {
            if (c == Reset)
                _open = "";
            else if (Toggles.Contains(c, StringComparison.Ordinal))
                _open = (_open ?? "").Contains(c, StringComparison.Ordinal) ? _open!.Replace(c.ToString(), "", StringComparison.Ordinal) : _open + c;
        }
        return string.Concat(before, piece, _open);
    }
}
