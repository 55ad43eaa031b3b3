using Bridge.Adapters.Demo;
using Bridge.Conformance;

namespace Bridge.Adapters.Tests.Demo;

/// <summary>The demo network can do everything, so this fixture cannot do nothing.</summary>
public class DemoFixture : IAdapterFixture
{
    private const string User = "romeo@example.org";
    private readonly string _name = $"demo-{Guid.NewGuid():N}";

    /// <summary>What the network calls the account.</summary>
    protected virtual string AccountName => User;

    protected virtual (string Key, string Value)[] Settings => [];

    public IReadOnlyDictionary<Ability, string> Cannot { get; } = new Dictionary<Ability, string>();

    public virtual SessionContext Account { get; } = new()
    {
        User = User,
        Account = new AccountKey(""),
        Credentials = new Dictionary<string, string>(),
        PreferredName = "romeo",
    };

    public ContactId Contact { get; } = new("clock");

    public ChatId Group { get; } = new("#lobby");

    public ChatId RefusedGroup { get; } = new("#secret");

    public ChatId RefusingChat { get; } = new("grumpy");

    public IReadOnlyList<NetworkAddress> Addresses =>
    [
        new(AddressKind.Account, Account.Account, ""),
        .. ((string[])["echo", "juliet@example.org", "me", "=", "=me", "#not-a-group", " ", "a b", "🦜", "%\\20", new string('x', 1022)])
            .Select(id => new NetworkAddress(AddressKind.Contact, Account.Account, id)),
        .. ((string[])["#lobby", "#me", "##", "#ü", "#a b"]).Select(id => new NetworkAddress(AddressKind.Group, Account.Account, id)),
    ];

    public int Connections => Network.Connections;

    internal DemoNetwork Network => DemoNetwork.Open(_name);

    public Task StartAsync(CancellationToken stop)
    {
        Network.Faults.EchoDelay = TimeSpan.FromMilliseconds(50);
        return Task.CompletedTask;
    }

    public INetworkAdapter CreateAdapter() => DemoTests.CreateAdapter(_name, Settings);

    public Task SayAsync(string text, CancellationToken stop) => Done(() => Network.Say("clock", text, AccountName));

    public Task SayInGroupAsync(string text, CancellationToken stop) => Done(() => Network.SayInGroup("#lobby", "ada", text));

    public Task<IReadOnlyList<string>> ReceivedAsync(ChatId chat, CancellationToken stop) => Task.FromResult<IReadOnlyList<string>>(
        [.. Network.Received.Where(received => received.Chat == chat && !received.IsEdit).Select(received => received.Text)]);

    public Task MemberJoinsAsync(string name, CancellationToken stop) => Done(() => Network.Join("#lobby", name));

    public Task MemberLeavesAsync(string name, CancellationToken stop) => Done(() => Network.Leave("#lobby", name));

    public Task DropConnectionAsync(CancellationToken stop) => Done(() => Network.Disconnect(AccountName));

    public Task RepeatLastAsync(CancellationToken stop) => Done(() => Network.RedeliverLast(AccountName));

    public Task ArmAsync(Fault fault, CancellationToken stop)
    {
        var faults = Network.Faults;
        switch (fault)
        {
            case Fault.RefuseConnect:
                faults.RefuseConnect = NetworkError.NetworkDown;
                break;
            case Fault.BadCredentials:
                faults.RefuseConnect = NetworkError.BadCredentials;
                break;
            case Fault.DropDuringSend:
                faults.DisconnectNextSend = true;
                break;
            case Fault.Throttle:
                faults.ThrottleNextSend = TimeSpan.FromMilliseconds(200);
                break;
            default:
                faults.Echo = fault switch
                {
                    Fault.LateEcho => DemoEcho.Late,
                    Fault.LostEcho => DemoEcho.Lost,
                    Fault.DoubledEcho => DemoEcho.Doubled,
                    _ => DemoEcho.Reordered,
                };
                break;
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        DemoNetwork.Close(_name);
        return ValueTask.CompletedTask;
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
