namespace Bridge.Adapters;

/// <summary>A person on the network, as the adapter names them within one account. Opaque to the core, at most 1,023 characters.</summary>
/// <param name="Value">The network's own id: a number, an address, a nick.</param>
public readonly record struct ContactId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
