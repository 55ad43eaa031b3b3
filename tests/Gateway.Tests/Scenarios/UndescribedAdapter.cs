using Bridge.Adapters;
using Bridge.Adapters.Demo;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>The demo network without most of what it can do: it has groups, and tells nothing of people.</summary>
internal sealed class UndescribedAdapter : INetworkAdapterFactory
{
    private readonly DemoAdapterFactory _demo = new();

    public string Name => _demo.Name;

    /// <summary>Said instead of the demo network's capabilities.</summary>
    public Func<Capabilities>? Capabilities { get; set; }

    /// <summary>Done instead of a join.</summary>
    public Func<CancellationToken, Task>? Join { get; set; }

    /// <summary>Said instead of a send's outcome.</summary>
    public Func<SendResult>? Send { get; set; }

    /// <summary>What is said of the past; without it the network keeps nothing.</summary>
    public Func<Task<HistoryPage>>? History { get; set; }

    public Version ContractVersion => _demo.ContractVersion;

    public INetworkAdapter Create(AdapterContext context) => new Adapter(this, _demo.Create(context));

    private sealed class Adapter(UndescribedAdapter owner, INetworkAdapter demo) : INetworkAdapter
    {
        public AdapterDescriptor Descriptor => demo.Descriptor;

        public IAddressCodec Addresses => demo.Addresses;

        public INetworkSession CreateSession(SessionContext context) => owner.History is { } history
            ? new SessionWithHistory(owner, demo.CreateSession(context), history)
            : new Session(owner, demo.CreateSession(context));
    }

    private class Session(UndescribedAdapter owner, INetworkSession demo) : INetworkSession, IHasGroups
    {
        private IHasGroups Groups => (IHasGroups)demo;

        public Task RunAsync(IEventSink events, CancellationToken stop) => demo.RunAsync(events, stop);

        public Capabilities GetCapabilities(ChatId chat) => owner.Capabilities is { } said ? said() : demo.GetCapabilities(chat);

        public Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken stop) => owner.Send is { } said ? Task.FromResult(said()) : demo.SendAsync(message, stop);

        public Task JoinGroupAsync(ChatId group, GroupJoin options, CancellationToken stop) => owner.Join is { } joined ? joined(stop) : Groups.JoinGroupAsync(group, options, stop);

        public Task LeaveGroupAsync(ChatId group, string? reason, CancellationToken stop) => Groups.LeaveGroupAsync(group, reason, stop);

        public Task SetNameAsync(ChatId group, string name, CancellationToken stop) => Groups.SetNameAsync(group, name, stop);

        public Task SetTopicAsync(ChatId group, string topic, CancellationToken stop) => Groups.SetTopicAsync(group, topic, stop);

        public Task InviteAsync(ChatId group, ContactId contact, string? reason, CancellationToken stop) => Groups.InviteAsync(group, contact, reason, stop);

        public ValueTask DisposeAsync() => demo.DisposeAsync();
    }

    private sealed class SessionWithHistory(UndescribedAdapter owner, INetworkSession demo, Func<Task<HistoryPage>> history) : Session(owner, demo), IFetchesHistory
    {
        public Task<HistoryPage> FetchHistoryAsync(ChatId chat, HistoryRequest request, CancellationToken stop) => history();
    }
}
