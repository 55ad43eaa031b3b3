using System.Collections.Concurrent;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Gateway.Puppets;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Logins;

/// <summary>
/// Takes an account away with everything that belongs to it. It is marked first and its row goes last, and each step can be done again, so that a
/// removal which was interrupted is done from the beginning when the stream is up.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="accounts">Its accounts in use.</param>
/// <param name="subscriptions">Who is told of whose presence.</param>
/// <param name="addresses">Who an address stands for.</param>
/// <param name="more">What else belongs to an account, in order: done when its session is gone and its network knows, before its presence is withdrawn.</param>
/// <param name="stop">Ends all that is under way.</param>
internal sealed partial class AccountRemoval(
    Network network, AccountDirectory accounts, Subscriptions subscriptions, AddressBook addresses, IReadOnlyList<IAccountRemover> more, CancellationToken stop)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<long, Task<bool>> _underWay = new();
    private readonly OwnedTasks _tasks = new(network.Loggers.CreateLogger<AccountRemoval>(), stop);
    private readonly ILogger _log = network.Loggers.CreateLogger<AccountRemoval>();

    /// <summary>Notes that accounts are to be removed: from here on it will be done, over a restart too.</summary>
    public async Task MarkAsync(IEnumerable<StoredAccount> removed, CancellationToken end)
    {
        foreach (var account in removed)
        {
            await network.AccountStore.SetRemovedAsync(account.Id, end);
        }
    }

    /// <summary>Removes an account that is marked.</summary>
    /// <returns>Whether it is gone; false when the rest has to wait for the stream.</returns>
    public Task<bool> Start(StoredAccount marked)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var task = _underWay.GetOrAdd(marked.Id, done.Task);
        if (task == done.Task)
        {
            _tasks.Run(token => RunAsync(marked, done, token));
        }

        return task;
    }

    /// <summary>Ends what was interrupted. When the stream is up.</summary>
    public void Resume()
    {
        foreach (var account in network.AccountStore.FindOfNetwork(network.Name).Where(static account => account.IsBeingRemoved))
        {
            _ = Start(account);
        }
    }

    /// <summary>Ends the login of an account on the network's side.</summary>
    /// <returns>Why that was not possible, for the user; null when it is done.</returns>
    public async Task<string?> LogOutAsync(Account account, CancellationToken end)
    {
        if (network.Adapter is not IHasLogin logins || network.AccountStore.Find(account.Id) is not { HasCredentials: true })
        {
            return null;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(end);
        try
        {
            await logins.LogOutAsync(account.Context(), either.Token).WaitAsync(Patience, network.Time, end);
            return null;
        }
        catch (NetworkException e)
        {
            return e.Message;
        }
        catch (TimeoutException)
        {
            await either.CancelAsync();
            return "it did not answer in time.";
        }
    }

    /// <summary>Completes when nothing is under way, after the token given to the constructor was cancelled.</summary>
    public Task DrainAsync() => _tasks.DrainAsync();

    private async Task RunAsync(StoredAccount marked, TaskCompletionSource<bool> done, CancellationToken token)
    {
        var isGone = false;
        try
        {
            isGone = !Jid.TryParse(marked.User, out var user) || await RemoveAsync(accounts.Restore(user, new AccountKey(marked.Key)), token);
        }
        finally
        {
            _underWay.TryRemove(marked.Id, out _);
            done.SetResult(isGone);
        }
    }

    private async Task<bool> RemoveAsync(Account account, CancellationToken token)
    {
        List<string?> left =
        [
            await TryAsync(account, "its session", () => EndSessionAsync(account, token)),
            await TryAsync(account, "its login", () => EndLoginAsync(account, token)),
        ];

        // What the user's server does not let the gateway take away is taken away in another way, which leaves more behind.
        await network.Privileges.WhenToldAsync(account.User.Domain, token);
        foreach (var remover in more)
        {
            left.Add(await TryAsync(account, remover.What, () => remover.RemoveAsync(account, token)));
        }

        TellOfRest(account, [.. left.OfType<string>()]);
        if (!await WithdrawAsync(account))
        {
            return false;
        }

        await network.AccountStore.DeleteAsync(account.Id, token);
        accounts.Remove(account);
        LogRemoved(_log, network.Name, account.Id);
        return true;
    }

    /// <summary>One thing that cannot be taken away does not keep the rest.</summary>
    /// <returns>What its user has to know of it, or null.</returns>
    private async Task<string?> TryAsync(Account account, string what, Func<Task<string?>> remove)
    {
        try
        {
            return await remove();
        }
#pragma warning disable CA1031 // What goes wrong is logged, and the account goes all the same: its user wants that.
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogNotRemoved(_log, e, network.Name, account.Id, what);
            return $"This could not be taken away: {what}.";
        }
    }

    /// <summary>Once the network has done it, it is not asked again after a restart: it would know no such login any more.</summary>
    private async Task<string?> EndLoginAsync(Account account, CancellationToken token)
    {
        var problem = await LogOutAsync(account, token);
        if (problem is null)
        {
            await network.AccountStore.SetCredentialsAsync(account.Id, null, token);
        }

        return problem is null ? null : $"The network could not be told that you log out, so the login may still be listed there: {problem}";
    }

    /// <summary>The same words under the same id when it is done again.</summary>
    private void TellOfRest(Account account, IReadOnlyList<string> left)
    {
        if (left.Count > 0)
        {
            var name = network.AccountStore.Find(account.Id)?.Label ?? (account.Key.Value.Length > 0 ? account.Key.Value : network.Adapter.Descriptor.DisplayName);
            network.Link.SendTracked(
                Stanza.Message(network.ControlContact, account.User, "chat", $"removed-{account.Id}", Stanza.BodyOf($"About the account {name}, which you removed: {string.Join(' ', left)}")), null);
        }
    }

    /// <summary>Ends the session and its rooms, and tells the senders of what still waits that it is not sent.</summary>
    private static async Task<string?> EndSessionAsync(Account account, CancellationToken token)
    {
        await account.DisconnectAsync("the account is removed", token);
        foreach (var conversation in account.Conversations)
        {
            foreach (var delivery in conversation.ListWaiting())
            {
                if (conversation.TryRemove(delivery))
                {
                    conversation.GiveUp(delivery, SendResult.Refused(NetworkError.LoggedOut, "You removed the account before it was sent."), TraceOutcome.Dropped);
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Takes the account and its people out of the user's contact list (RFC 6121 section 3), and the gateway with the last account. The subscriptions are
    /// forgotten when the server has read that.
    /// </summary>
    private async Task<bool> WithdrawAsync(Account account)
    {
        var isLast = network.AccountStore.FindOfUser(account.User.ToString(), network.Name).All(other => other.IsBeingRemoved);
        var withdrawn = subscriptions.Of(account.User)
            .Where(jid => jid.Local is null ? isLast : jid.Local != StanzaRouter.ControlNode && addresses.Resolve(jid.Local)?.Account == account.Key)
            .OrderBy(static jid => jid.Local is not null).ToList();
        foreach (var jid in withdrawn)
        {
            network.Link.SendTracked(Stanza.Presence(jid, account.User, "unsubscribe"), null);
            network.Link.SendTracked(Stanza.Presence(jid, account.User, "unsubscribed"), null);
            network.Link.SendTracked(Stanza.Presence(jid.Local is null ? jid : jid.WithResource("bridge"), account.User, "unavailable"), null);
        }

        await network.Link.WhenProvedAsync(stop);
        if (network.Link.State != LinkState.Up)
        {
            return false;
        }

        foreach (var jid in withdrawn)
        {
            subscriptions.Remove(account.User, jid);
        }

        return true;
    }

    [LoggerMessage(2112, LogLevel.Information, "{Network}: account {Account} is removed")]
    private static partial void LogRemoved(ILogger log, string network, long account);

    [LoggerMessage(2113, LogLevel.Error, "{Network}: of account {Account} this could not be removed: {What}")]
    private static partial void LogNotRemoved(ILogger log, Exception cause, string network, long account, string what);
}
