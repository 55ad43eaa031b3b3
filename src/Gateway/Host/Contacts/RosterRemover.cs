using Bridge.Gateway.Accounts;
using Bridge.Gateway.Logins;

namespace Bridge.Gateway.Contacts;

/// <summary>Takes the people of an account that goes out of its user's contact list, where their server lets the gateway do so.</summary>
internal sealed class RosterRemover(IRosterAccess access, RosterSync sync) : IAccountRemover
{
    /// <inheritdoc/>
    public string What => "its people in the contact list";

    /// <inheritdoc/>
    public Task RemoveAsync(Account account, CancellationToken stop) => access.CanManage(account.User) ? sync.RemoveAllAsync(account, stop) : Task.CompletedTask;
}
