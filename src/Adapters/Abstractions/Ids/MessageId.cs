namespace Bridge.Adapters;

/// <summary>One message, or one part of a message that the network sends as several, within its chat. Opaque to the core, at most 1,023 characters.</summary>
/// <param name="Value">The network's own id. Must be the same after a restart.</param>
public readonly record struct MessageId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
