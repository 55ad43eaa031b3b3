namespace Bridge.Adapters.Demo;

// What can be done with messages besides sending them.
internal sealed partial class DemoSession : IEditsMessages, IRetractsMessages, IReacts, IMarksDisplayed, ISharesActivity, IFetchesHistory, IVotesInPolls
{
    /// <inheritdoc/>
    public async Task<SendResult> EditAsync(MessageId target, OutgoingMessage message, CancellationToken stop)
    {
        if (_connection is not { IsOpen: true } connection)
            return SendResult.NotSent("Not connected.");

        var (prepared, refusal) = await PrepareAsync(message, stop);
        return refusal ?? (connection.IsOpen ? _network.Edit(connection.Account, target, prepared) : SendResult.NotSent("Not connected."));
    }

    /// <inheritdoc/>
    public Task RetractAsync(ChatId chat, IReadOnlyList<MessageId> targets, string? reason, CancellationToken stop)
    {
        var account = Connected();
        _network.ActWithFaults(account, chat, () => _network.Retract(account, chat, targets, reason));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SetReactionsAsync(ChatId chat, MessageId target, IReadOnlyList<string> reactions, CancellationToken stop)
    {
        var account = Connected();
        _network.ActWithFaults(account, chat, () => _network.React(account, chat, target, reactions));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task VoteAsync(ChatId chat, MessageId poll, IReadOnlyList<int> options, CancellationToken stop)
    {
        var account = Connected();
        _network.ActWithFaults(account, chat, () => _network.Vote(account, chat, poll, options));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task MarkDisplayedAsync(ChatId chat, MessageId upTo, CancellationToken stop)
    {
        _network.MarkDisplayed(Connected(), chat, upTo);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SetActivityAsync(ChatId chat, ActivityKind activity, CancellationToken stop)
    {
        // Not worth an error: by the time the session is back, nobody is typing any more.
        if (_connection is { IsOpen: true } connection)
            _network.SetActivity(connection.Account, chat, activity);

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<HistoryPage> FetchHistoryAsync(ChatId chat, HistoryRequest request, CancellationToken stop) =>
        AnswerAsync(account => _network.FetchHistory(account, chat, request));
}
