namespace Bridge.Gateway.Configuration;

/// <summary>A value that must not reach a log or a message: it prints as <c>(secret)</c> wherever it is formatted by accident.</summary>
internal sealed class Secret(string value)
{
    /// <summary>The value itself, for the one place that needs it.</summary>
    public string Reveal() => value;

    public override string ToString() => "(secret)";
}
