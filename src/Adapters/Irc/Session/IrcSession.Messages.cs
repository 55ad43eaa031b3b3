namespace Bridge.Adapters.Irc;

/// <summary>What can be done with messages where the server has it: reactions, deletions, read markers, typing, history.</summary>
internal sealed partial class IrcSession : IReacts, IRetractsMessages, IMarksDisplayed, ISharesActivity, IFetchesHistory
{
    /// <inheritdoc/>
    public Task SetReactionsAsync(ChatId chat, MessageId target, IReadOnlyList<string> reactions, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(reactions);
        return Live().FollowUps.SetReactionsAsync(chat, target, reactions, stop);
    }

    /// <inheritdoc/>
    public Task RetractAsync(ChatId chat, IReadOnlyList<MessageId> targets, string? reason, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return Live().FollowUps.RetractAsync(chat, targets, reason, stop);
    }

    /// <inheritdoc/>
    public Task MarkDisplayedAsync(ChatId chat, MessageId upTo, CancellationToken stop) => Live().FollowUps.MarkReadAsync(chat, upTo, stop);

    /// <inheritdoc/>
    public Task SetActivityAsync(ChatId chat, ActivityKind activity, CancellationToken stop)
    {
        if (_connection is { IsReady: true } connection)
            connection.SetActivity(chat, activity);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<HistoryPage> FetchHistoryAsync(ChatId chat, HistoryRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Live().History.FetchAsync(chat, request, stop);
    }
}
