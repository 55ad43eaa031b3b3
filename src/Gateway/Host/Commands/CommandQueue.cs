using System.Collections.Concurrent;
using Bridge.Gateway.Accounts;
using Bridge.Xmpp;

namespace Bridge.Gateway.Commands;

/// <summary>Runs what users ask for beside the read loop, no more of each user at a time than a limit.</summary>
internal sealed class CommandQueue(ILogger log, CancellationToken stop, int maxOfUser = CommandQueue.MaxOfUser)
{
    /// <summary>How many commands of one user may be under way before more are refused; other questions have a limit of their own.</summary>
    public const int MaxOfUser = 20;

    private readonly OwnedTasks _tasks = new(log, stop);
    private readonly ConcurrentDictionary<Jid, int> _underWay = new();

    /// <summary>Starts work, after all other work of the user when that is asked for; false when too much is under way.</summary>
    public bool TryRun(Jid user, bool inOrder, Func<CancellationToken, Task> work)
    {
        if (_underWay.AddOrUpdate(user, 1, static (_, count) => count + 1) > maxOfUser)
        {
            Done(user);
            return false;
        }

        if (inOrder)
        {
            _tasks.Run(user.ToString(), RunAsync);
        }
        else
        {
            _tasks.Run(RunAsync);
        }

        return true;

        async Task RunAsync(CancellationToken token)
        {
            try
            {
                await work(token);
            }
            finally
            {
                Done(user);
            }
        }
    }

    /// <summary>Completes when all that runs has ended.</summary>
    public Task DrainAsync() => _tasks.DrainAsync();

    private void Done(Jid user)
    {
        var left = _underWay.AddOrUpdate(user, 0, static (_, count) => count - 1);
        if (left <= 0)
        {
            _underWay.TryRemove(new KeyValuePair<Jid, int>(user, left));
        }
    }
}
