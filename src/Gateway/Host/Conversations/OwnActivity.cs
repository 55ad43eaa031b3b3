using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Delivery;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

/// <summary>
/// Tells a network what the user does in a chat (XEP-0085), when that changes: one call at a time, then the last state. Nothing waits for a network
/// that is not connected. Thread-safe.
/// </summary>
internal sealed partial class OwnActivity(Conversation conversation, OwnedTasks tasks)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private INetworkSession? _session;
    private ActivityKind _wanted;
    private ActivityKind _told;
    private bool _isTelling;

    /// <summary>A client says what its user does.</summary>
    public void Tell(ChatState state)
    {
        if (conversation.SendingSession is not { } session || session is not ISharesActivity
            || Limits.Ask(session, conversation) is not { } limits || limits.Capabilities[Feature.Activity] < CapabilityLevel.Partial)
        {
            return;
        }

        lock (_gate)
        {
            if (_session != session)
            {
                (_session, _told) = (session, ActivityKind.None);
            }

            _wanted = state switch
            {
                ChatState.Composing => ActivityKind.Typing,
                ChatState.Paused => ActivityKind.Paused,
                _ => ActivityKind.None,
            };
            if (!_isTelling && _wanted != _told)
            {
                _isTelling = true;
                tasks.Run(TellAsync);
            }
        }
    }

    /// <summary>The user has said something, which everybody takes for the end of typing.</summary>
    public void Spoke()
    {
        lock (_gate)
        {
            _wanted = _told = ActivityKind.None;
        }
    }

    private async Task TellAsync(CancellationToken stop)
    {
        while (TryTake(out var session, out var activity))
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
            try
            {
                await ((ISharesActivity)session).SetActivityAsync(conversation.Chat, activity, either.Token).WaitAsync(Patience, conversation.Time, stop);
            }
            catch (Exception e) when (e is NetworkException or TimeoutException or OperationCanceledException)
            {
                // Nobody is told: by the time it could be, it is not true any more.
                await either.CancelAsync();
            }
#pragma warning disable CA1031 // An adapter's mistake must not keep the network from hearing what the user does later.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogFailed(conversation.Log, e);
            }
        }
    }

    private bool TryTake(out INetworkSession session, out ActivityKind activity)
    {
        lock (_gate)
        {
            (session, activity) = (_session!, _wanted);
            _isTelling = _wanted != _told && conversation.SendingSession == _session;
            _told = _wanted;
            return _isTelling;
        }
    }

    [LoggerMessage(2042, LogLevel.Error, "a network could not be told what a user does in a chat")]
    private static partial void LogFailed(ILogger log, Exception cause);
}
