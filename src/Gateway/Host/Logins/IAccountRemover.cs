using Bridge.Gateway.Accounts;

namespace Bridge.Gateway.Logins;

/// <summary>Something that belongs to accounts and goes with them.</summary>
internal interface IAccountRemover
{
    /// <summary>What it is, for the log.</summary>
    string What { get; }

    /// <summary>Takes it away. May be called again for the same account, after a restart.</summary>
    /// <returns>A sentence for the user about what stays; null when nothing does.</returns>
    Task<string?> RemoveAsync(Account account, CancellationToken stop);
}
