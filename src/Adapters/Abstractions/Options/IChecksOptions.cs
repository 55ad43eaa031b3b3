namespace Bridge.Adapters;

/// <summary>Optional, on the adapter: options whose values depend on the configuration, or must obey more than their kind and range say.</summary>
public interface IChecksOptions
{
    /// <summary>
    /// The value that the operator has configured, which holds where the user has set none; null for none. A secret that is configured is shown as
    /// such, so return anything but the secret itself.
    /// </summary>
    /// <param name="option">One of <see cref="AdapterDescriptor.Options"/>.</param>
    /// <param name="account">Which account; null for the network as a whole.</param>
    string? GetConfigured(AccountOption option, AccountKey? account);

    /// <summary>
    /// What is wrong with a value that fits the option's kind and range, as a sentence without the value; null when it is right. The session checks again
    /// what the configuration may forbid later.
    /// </summary>
    /// <param name="option">One of <see cref="AdapterDescriptor.Options"/>.</param>
    /// <param name="account">Which account it is to hold for; null for all of the user's.</param>
    /// <param name="value">The value; may be a secret.</param>
    string? FindProblem(AccountOption option, AccountKey? account, string value);
}
