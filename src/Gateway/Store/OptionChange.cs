namespace Bridge.Store;

/// <summary>A new value of an option.</summary>
/// <param name="Name">The option's key.</param>
/// <param name="Value">The value; null removes the one there is. May be a secret: never log it.</param>
/// <param name="IsSecret">Whether to store it encrypted.</param>
public readonly record struct OptionChange(string Name, string? Value, bool IsSecret)
{
    /// <summary>Keeps the value out of every text.</summary>
    public override string ToString() => $"{nameof(OptionChange)} {Name}";
}
