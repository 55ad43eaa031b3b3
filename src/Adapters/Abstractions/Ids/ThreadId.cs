namespace Bridge.Adapters;

/// <summary>A topic or thread inside a chat. Opaque to the core, at most 1,023 characters.</summary>
/// <param name="Value">The network's own id.</param>
public readonly record struct ThreadId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
