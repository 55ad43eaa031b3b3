namespace Bridge.Adapters.Irc;

/// <summary>What a line leads to: events in order, and calls that come back once those are published.</summary>
internal sealed class Effects
{
    internal List<NetworkEvent> Events { get; } = [];

    internal List<Action>? AfterPublishing { get; private set; }

    internal bool IsEmpty => Events.Count == 0 && AfterPublishing is null;

    internal void Publish(NetworkEvent networkEvent) => Events.Add(networkEvent);

    internal void Then(Action action) => (AfterPublishing ??= []).Add(action);

    internal void Clear()
    {
        Events.Clear();
        AfterPublishing = null;
    }
}
