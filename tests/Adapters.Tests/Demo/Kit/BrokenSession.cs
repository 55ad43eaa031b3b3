namespace Bridge.Adapters.Tests.Demo.Kit;

/// <summary>A sound session with one defect.</summary>
internal sealed class BrokenSession(INetworkSession sound, Defect defect) : INetworkSession, IHasGroups, IFetchesHistory
{
    private static readonly Feature[] Verbs = [Feature.Edits, Feature.Retractions, Feature.Reactions, Feature.Activity, Feature.Displayed];

    private IHasGroups Groups => (IHasGroups)sound;

    public async Task RunAsync(IEventSink events, CancellationToken stop)
    {
        try
        {
            await sound.RunAsync(new BrokenSink(events, defect), stop);
        }
        catch (NetworkException) when (defect == Defect.ReturnsOnLostConnection)
        {
        }
        catch (OperationCanceledException) when (defect == Defect.IgnoresCancellation)
        {
            await Task.Delay(TimeSpan.FromSeconds(3), CancellationToken.None);
        }
        finally
        {
            if (defect == Defect.RaisesAfterTheEnd)
                _ = LaterAsync(events);
        }
    }

    public Capabilities GetCapabilities(ChatId chat)
    {
        var capabilities = sound.GetCapabilities(chat);
        return defect == Defect.ClaimsWithoutVerb
            ? capabilities
            : capabilities with { Levels = capabilities.Levels.Where(level => !Verbs.Contains(level.Key)).ToDictionary() };
    }

    public async Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken stop)
    {
        var text = message.Content.Text?.Plain ?? "";
        switch (defect)
        {
            case Defect.CutsTexts when text.Length > 4000:
                return await sound.SendAsync(message with { Content = MessageContent.FromText(text[..4000]) }, stop);
            case Defect.SwallowsMessages when text.EndsWith('7'):
                return SendResult.Accepted;
            case Defect.ThrowsOnHostileText when text.Contains('\0', StringComparison.Ordinal):
                throw new ArgumentException("What is this?", nameof(message));
        }

        var result = await sound.SendAsync(message, stop);
        return defect == Defect.LiesAboutLostSends && result.Outcome == SendOutcome.Uncertain ? SendResult.Accepted : result;
    }

    public Task JoinGroupAsync(ChatId group, GroupJoin options, CancellationToken stop) => Groups.JoinGroupAsync(group, options, stop);

    public async Task LeaveGroupAsync(ChatId group, string? reason, CancellationToken stop)
    {
        await Groups.LeaveGroupAsync(group, reason, stop);
        if (defect == Defect.FailsToLeave)
            throw new NetworkException(NetworkError.NotJoined, "You are not in it.");
    }

    public Task SetNameAsync(ChatId group, string name, CancellationToken stop) => Groups.SetNameAsync(group, name, stop);

    public Task SetTopicAsync(ChatId group, string topic, CancellationToken stop) => Groups.SetTopicAsync(group, topic, stop);

    public Task InviteAsync(ChatId group, ContactId contact, string? reason, CancellationToken stop) => Groups.InviteAsync(group, contact, reason, stop);

    public Task<HistoryPage> FetchHistoryAsync(ChatId chat, HistoryRequest request, CancellationToken stop) => ((IFetchesHistory)sound).FetchHistoryAsync(
        chat, defect == Defect.RepeatsHistoryPages && request.Cursor is { } cursor ? request with { Cursor = Overlap(cursor) } : request, stop);

    public ValueTask DisposeAsync() => sound.DisposeAsync();

    private static string Overlap(string cursor) => cursor[..1] + (int.Parse(cursor[1..], null) + 1);

    private static async Task LaterAsync(IEventSink events)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(10));
        await events.PublishAsync(new Notice("Oh, and one more thing."), CancellationToken.None);
    }
}
