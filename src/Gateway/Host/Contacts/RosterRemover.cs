using Bridge.Gateway.Accounts;
using Bridge.Gateway.Logins;

namespace Bridge.Gateway.Contacts;

/// <summary>Takes the people of an account that goes out of its user's contact list, where their server lets the gateway do so.</summary>
internal sealed class RosterRemover(IRosterAccess access, RosterSync sync) : IAccountRemover
{
    /// <inheritdoc/>
    public string What => "its people in the contact list";

    /// <inheritdoc/>
    public async Task<string?> RemoveAsync(Account account, CancellationToken stop)
    {
        if (access.CanManage(account.User))
        {
            await sync.RemoveAllAsync(account, stop);
        }

        // Elsewhere what is withdrawn afterwards takes them out, by the user's own client.
        return null;
    }
}
