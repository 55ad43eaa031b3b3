using Bridge.Store;

namespace Bridge.Gateway.Delivery;

/// <summary>A message that somebody waits for to be found.</summary>
internal sealed class AwaitedLookup : MessageLookup
{
    private readonly TaskCompletionSource<MappedMessage?> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The message; null when it is not known.</summary>
    public Task<MappedMessage?> Task => _found.Task;

    protected override void Done() => _found.TrySetResult(Found);
}
