using Bridge.Conformance;

namespace Bridge.Adapters.Tests.Demo.Kit;

/// <summary>The demo network behind an adapter with one defect.</summary>
public sealed class BrokenFixture : IAdapterFixture
{
    private static readonly AsyncLocal<Defect> Chosen = new();
    private readonly DemoFixture _demo = new();
    private readonly Defect _defect = Chosen.Value;

    public IReadOnlyDictionary<Ability, string> Cannot => _demo.Cannot;

    public SessionContext Account => _demo.Account;

    public ContactId Contact => _demo.Contact;

    public ChatId Group => _demo.Group;

    public ChatId RefusedGroup => _demo.RefusedGroup;

    public ChatId RefusingChat => _demo.RefusingChat;

    public IReadOnlyList<NetworkAddress> Addresses => _demo.Addresses;

    // A defect shows by something that never comes, so the wait is as long as the test.
    public TimeSpan Patience => TimeSpan.FromSeconds(_defect == Defect.None ? 10 : 1);

    public int Connections => _demo.Connections;

    /// <summary>Chooses the defect of the fixtures made after this, as far as this test goes.</summary>
    public static void Choose(Defect defect) => Chosen.Value = defect;

    public Task StartAsync(CancellationToken stop) => _demo.StartAsync(stop);

    public INetworkAdapter CreateAdapter() => new BrokenAdapter(_demo.CreateAdapter(), _defect);

    public Task SayAsync(string text, CancellationToken stop) => _demo.SayAsync(text, stop);

    public Task SayInGroupAsync(string text, CancellationToken stop) => _demo.SayInGroupAsync(text, stop);

    public Task<IReadOnlyList<string>> ReceivedAsync(ChatId chat, CancellationToken stop) => _demo.ReceivedAsync(chat, stop);

    public Task MemberJoinsAsync(string name, CancellationToken stop) => _demo.MemberJoinsAsync(name, stop);

    public Task MemberLeavesAsync(string name, CancellationToken stop) => _demo.MemberLeavesAsync(name, stop);

    public Task DropConnectionAsync(CancellationToken stop) => _demo.DropConnectionAsync(stop);

    public Task RepeatLastAsync(CancellationToken stop) => _demo.RepeatLastAsync(stop);

    public Task ArmAsync(Fault fault, CancellationToken stop) => _demo.ArmAsync(fault, stop);

    public ValueTask DisposeAsync() => _demo.DisposeAsync();
}
