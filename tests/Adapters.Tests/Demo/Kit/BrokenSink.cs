namespace Bridge.Adapters.Tests.Demo.Kit;

/// <summary>Spoils events on their way.</summary>
internal sealed class BrokenSink(IEventSink inner, Defect defect) : IEventSink
{
    private MembersListed? _late;
    private int _keys;

    public async ValueTask PublishAsync(NetworkEvent networkEvent, CancellationToken stop)
    {
        switch (networkEvent)
        {
            case MessageReceived { FromMe: true } echo when defect == Defect.ShowsEchoesAsOthers:
                networkEvent = echo with { FromMe = false, Echo = null, Ids = [] };
                break;
            case MessageReceived when defect == Defect.MakesNewKeys:
                networkEvent = networkEvent with { DedupeKey = $"key-{_keys++}" };
                break;
            case MessageReceived when defect == Defect.ForgetsTheChat:
                networkEvent = networkEvent with { Chat = null };
                break;
            case MembersListed listed when defect == Defect.JoinsBeforeTheList:
                _late = listed;
                return;
        }

        await inner.PublishAsync(networkEvent, stop);
        if (networkEvent is GroupJoined && _late is { } late)
            await inner.PublishAsync(late, stop);
    }

    public Task StoredAsync(CancellationToken stop) => inner.StoredAsync(stop);
}
