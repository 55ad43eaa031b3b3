namespace Bridge.Adapters;

/// <summary>A conversation on the network, direct or group, as the adapter names it within one account. Opaque to the core, at most 1,023 characters.</summary>
/// <param name="Value">The network's own id. A direct chat has the same value as its <see cref="ContactId"/>.</param>
public readonly record struct ChatId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
