using Bridge.Store;

namespace Bridge.Gateway.Accounts;

/// <summary>Work started for a stanza that outlives its handling: owned, cancelled with its owner, its failures logged.</summary>
internal sealed partial class OwnedTasks(ILogger log, CancellationToken stop)
{
    // There while something runs: every account has one of these, and most are at rest.
    private HashSet<Task>? _running;
    private Dictionary<string, Task>? _last;
    private readonly Lock _gate = new();

    /// <summary>Whether nothing runs.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _running is null;
            }
        }
    }

    /// <summary>Starts work.</summary>
    public void Run(Func<CancellationToken, Task> work)
    {
        var task = RunAsync(work);
        lock (_gate)
        {
            (_running ??= []).Add(task);
        }

        _ = task.ContinueWith(
            done =>
            {
                lock (_gate)
                {
                    _running!.Remove(done);
                    _running = _running.Count > 0 ? _running : null;
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Starts work after all work that was started under the same key before.</summary>
    public void Run(string key, Func<CancellationToken, Task> work)
    {
        lock (_gate)
        {
            var before = _last?.GetValueOrDefault(key) ?? Task.CompletedTask;
            var done = new TaskCompletionSource();
            (_last ??= new(StringComparer.Ordinal))[key] = done.Task;
            Run(async token =>
            {
                try
                {
                    await before;
                    await work(token);
                }
                finally
                {
                    lock (_gate)
                    {
                        if (_last!.GetValueOrDefault(key) == done.Task)
                        {
                            _last.Remove(key);
                            _last = _last.Count > 0 ? _last : null;
                        }
                    }

                    done.SetResult();
                }
            });
        }
    }

    /// <summary>Waits for all that runs.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_running ?? []);
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await Task.Yield();
            await work(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (StoreException e)
        {
            LogNotStored(log, e.Message);
        }
#pragma warning disable CA1031 // The owner sees the failure in the log; the stanza that caused it was answered or will time out.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(log, e);
        }
    }

    [LoggerMessage(2010, LogLevel.Error, "background work failed")]
    private static partial void LogFailed(ILogger log, Exception cause);

    [LoggerMessage(2011, LogLevel.Error, "background work could not store something: {Problem}")]
    private static partial void LogNotStored(ILogger log, string problem);
}
