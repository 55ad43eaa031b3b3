using System.Text;

namespace Bridge.Gateway.Configuration;

/// <summary>One mistake of the operator's, told in one line.</summary>
/// <param name="Key">The full key, for example <c>Bridge:Server:Port</c>, or the file.</param>
/// <param name="Value">What is there; null when nothing is there or it may be a secret.</param>
/// <param name="Problem">What is wrong, without a full stop.</param>
/// <param name="Fix">How to mend it, without a full stop; empty when the problem says it already.</param>
/// <param name="Origin">Where the value comes from: a file or an environment variable; null when unknown.</param>
internal sealed record ConfigurationProblem(string Key, string? Value, string Problem, string Fix, string? Origin = null)
{
    private const int LongestValue = 80;

    public override string ToString()
    {
        var line = new StringBuilder(Key);
        if (Value is not null)
        {
            line.Append(" = \"").Append(Value.Length > LongestValue ? Value[..LongestValue] + "…" : Value).Append('"');
        }

        line.Append(": ").Append(Problem);
        if (Fix.Length > 0)
        {
            line.Append("; ").Append(Fix);
        }

        line.Append('.');
        if (Origin is not null)
        {
            line.Append(" (").Append(Origin).Append(')');
        }

        // One mistake is one line, whatever the value holds.
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(line[i]) ? ' ' : line[i];
        }

        return line.ToString();
    }
}
