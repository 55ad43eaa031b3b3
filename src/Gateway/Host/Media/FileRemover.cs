using Bridge.Gateway.Accounts;
using Bridge.Gateway.Logins;

namespace Bridge.Gateway.Media;

/// <summary>Takes the files of an account away with it, from the gateway's own store; what is on a server's web space is that server's.</summary>
internal sealed class FileRemover(MediaService media) : IAccountRemover
{
    public string What => "its files";

    public async Task<string?> RemoveAsync(Account account, CancellationToken stop) => await media.RemoveAsync(account.Id, stop)
        ? "Files that came by it stay on your server's space for files until your server removes them."
        : null;
}
