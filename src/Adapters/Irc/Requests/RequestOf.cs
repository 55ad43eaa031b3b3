namespace Bridge.Adapters.Irc;

/// <summary>A question with an answer of that type.</summary>
internal abstract class RequestOf<T> : Request
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<T> Answer => _done.Task;

    internal override void Fail(NetworkException failure) => _done.TrySetException(failure);

    /// <summary>Completes once the events before it are published.</summary>
    private protected void Complete(IrcState state, T answer) => state.Effects.Then(() => _done.TrySetResult(answer));

    private protected void Refuse(in IrcLine line, IrcState state)
    {
        var failure = ErrorOf(line, state);
        state.Effects.Then(() => _done.TrySetException(failure));
    }
}
