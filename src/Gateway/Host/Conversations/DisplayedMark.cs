using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Delivery;
using Bridge.Store;

namespace Bridge.Gateway.Conversations;

/// <summary>Tells a network up to where the user has read (XEP-0333), once it is known which message that is there.</summary>
internal sealed class DisplayedMark(Conversation conversation, OwnedTasks tasks) : MessageLookup
{
    /// <summary>Whether a chat can be told at all now. Nothing waits for a network that is not connected.</summary>
    public static bool IsPossible(Conversation conversation) =>
        conversation.SendingSession is { } session and IMarksDisplayed && Limits.Ask(session, conversation)?.Capabilities[Feature.Displayed] >= CapabilityLevel.Partial;

    protected override void Done()
    {
        if (Found is { Direction: MessageDirection.FromNetwork, NetworkIds: [.., var last] } && conversation.SendingSession is IMarksDisplayed marker)
        {
            tasks.Run(conversation.Chat.Value, stop => MarkAsync(marker, new MessageId(last), stop));
        }
    }

    private async Task MarkAsync(IMarksDisplayed marker, MessageId upTo, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            await marker.MarkDisplayedAsync(conversation.Chat, upTo, either.Token).WaitAsync(VerbCall.Patience, conversation.Time, stop);
        }
        catch (Exception e) when (e is NetworkException or TimeoutException)
        {
            // The contract: nobody is told.
            await either.CancelAsync();
        }
    }
}
