namespace Bridge.Gateway.Media.Remote;

/// <summary>How many messages with files may be under way for one user at once: more of them wait, so that nobody takes all connections and the disk. Thread-safe.</summary>
internal sealed class TransferSlots
{
    /// <summary>How many at once.</summary>
    public const int ForEach = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Taken, Queue<TaskCompletionSource> Waiting)> _users = new(StringComparer.Ordinal);

    /// <summary>Waits for a place of a user's.</summary>
    public async Task EnterAsync(string user, CancellationToken stop)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            var (taken, waiting) = _users.GetValueOrDefault(user, (0, new Queue<TaskCompletionSource>()));
            if (taken < ForEach)
            {
                _users[user] = (taken + 1, waiting);
                return;
            }

            waiting.Enqueue(turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using var registration = stop.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), turn);
        await turn.Task;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(string user)
    {
        lock (_gate)
        {
            var (taken, waiting) = _users[user];
            while (waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult())
                {
                    return;
                }
            }

            if (taken == 1)
            {
                _users.Remove(user);
            }
            else
            {
                _users[user] = (taken - 1, waiting);
            }
        }
    }
}
