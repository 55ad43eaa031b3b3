namespace Bridge.Adapters.Demo;

/// <summary>A session's connection: what a socket is elsewhere.</summary>
internal sealed class DemoConnection(DemoAccount account) : IDisposable
{
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The account that is connected.</summary>
    public DemoAccount Account => account;

    /// <summary>Whether it still works.</summary>
    public bool IsOpen => !_lost.Task.IsCompleted && account.Mailbox.Reader == this;

    /// <summary>Breaks it; reading ends with the reason.</summary>
    public void Break(NetworkException reason)
    {
        _lost.TrySetException(reason);
        // Nobody may be reading any more, and a reason that nobody saw is not a crash.
        _ = _lost.Task.Exception;
        account.Mailbox.Detach(this);
    }

    /// <summary>The next updates.</summary>
    /// <exception cref="NetworkException">The connection was lost.</exception>
    public async Task<IReadOnlyList<DemoUpdate>> ReadAsync(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var read = account.Mailbox.ReadAsync(most: 100, ended.Token);
        await Task.WhenAny(_lost.Task, read);
        if (!_lost.Task.IsCompleted)
            return await read;

        await ended.CancelAsync();
        // The network keeps what was read and not confirmed, so that nothing is lost by looking away.
        await read.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await _lost.Task;
        return [];
    }

    /// <summary>Tells the network that the oldest updates are stored and may be forgotten.</summary>
    public void Confirm(int count) => account.Mailbox.Confirm(this, count);

    /// <inheritdoc/>
    public void Dispose() => Break(new NetworkException(NetworkError.NetworkDown, "The session has ended."));
}
