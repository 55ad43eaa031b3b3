namespace Bridge.Adapters;

/// <summary>
/// Tells the accounts of one user on one network apart: an IRC server's name, a mailbox, a phone number. Opaque to the core,
/// compared ordinally, at most 255 characters; empty where a network knows one account for each user.
/// </summary>
/// <param name="Value">The network's own spelling, already folded where the network folds case.</param>
public readonly record struct AccountKey(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
