using Bridge.Adapters;
using Bridge.Gateway.Accounts;

namespace Bridge.Gateway.Conversations;

/// <summary>
/// Says that somebody has paused who is typing and of whom nothing is heard any more: a network that has lost the end of it must not leave clients with
/// somebody who types for ever. Thread-safe.
/// </summary>
internal sealed class TypingWatch(TimeProvider time, OwnedTasks tasks, Action paused)
{
    /// <summary>How long somebody types without a word of it.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private long _since;
    private bool _isTyping, _isWatching;

    /// <summary>Something is heard of what the person does.</summary>
    public void Saw(ActivityKind kind)
    {
        lock (_gate)
        {
            _isTyping = kind is ActivityKind.Typing or ActivityKind.Recording;
            _since = time.GetTimestamp();
            if (_isTyping && !_isWatching)
            {
                _isWatching = true;
                tasks.Run(WatchAsync);
            }
        }
    }

    /// <summary>The person has said something.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isTyping = false;
        }
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        while (Left() is { } left)
        {
            if (left <= TimeSpan.Zero)
            {
                paused();
            }
            else
            {
                await Task.Delay(left, time, stop);
            }
        }
    }

    /// <summary>How long to wait; null when there is nothing to wait for.</summary>
    private TimeSpan? Left()
    {
        lock (_gate)
        {
            _isWatching = _isTyping;
            return _isTyping ? Silence - time.GetElapsedTime(_since) : null;
        }
    }
}
