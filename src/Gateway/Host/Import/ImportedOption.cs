namespace Bridge.Gateway.Import;

/// <summary>A value for one of Bridge's options, or why there is none. The value may be a secret: never print it.</summary>
/// <param name="Key">The option's key.</param>
/// <param name="Value">The value; empty with a problem.</param>
/// <param name="Problem">Why it stays behind; null when it does not.</param>
internal readonly record struct ImportedOption(string Key, string Value, string? Problem = null)
{
    public override string ToString() => Key;
}
