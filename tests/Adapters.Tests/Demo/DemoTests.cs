using Bridge.Adapters.Demo;
using Bridge.Conformance;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Bridge.Adapters.Tests.Demo;

/// <summary>A demo network and a session on it, for the tests of what is the demo network's own.</summary>
public abstract class DemoTests : IAsyncLifetime
{
    private protected const string User = "romeo@example.org";
    private readonly string _name = $"demo-{Guid.NewGuid():N}";
    private readonly List<(INetworkSession Session, CancellationTokenSource Cancel, Task Run)> _running = [];

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    private protected DemoNetwork Network => DemoNetwork.Open(_name);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var (session, cancel, run) in _running)
        {
            await cancel.CancelAsync();
            await run.ContinueWith(_ => { }, TaskScheduler.Default);
            await session.DisposeAsync();
            cancel.Dispose();
        }

        DemoNetwork.Close(_name);
    }

    internal static INetworkAdapter CreateAdapter(string name, params (string Key, string Value)[] settings) => new DemoAdapterFactory().Create(new AdapterContext
    {
        NetworkName = name,
        Settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase),
        DataDirectory = Path.GetTempPath(),
        Time = TimeProvider.System,
        Loggers = NullLoggerFactory.Instance,
    });

    private protected INetworkAdapter CreateAdapter(params (string Key, string Value)[] settings) => CreateAdapter(_name, settings);

    private protected Task<(INetworkSession Session, RecordingSink Sink)> ConnectAsync(params (string Key, string Value)[] settings) =>
        ConnectAsync(User, settings);

    private protected async Task<(INetworkSession Session, RecordingSink Sink)> ConnectAsync(string user, params (string Key, string Value)[] settings)
    {
        var session = CreateAdapter(settings).CreateSession(new SessionContext
        {
            User = user,
            Account = new AccountKey(""),
            Credentials = new Dictionary<string, string>(),
        });
        var sink = new RecordingSink();
        var cancel = new CancellationTokenSource();
        _running.Add((session, cancel, session.RunAsync(sink, cancel.Token)));
        await sink.WaitForAsync<SessionStateChanged>("Connected", _ => true, Patience, Stop);
        return (session, sink);
    }

    private protected static OutgoingMessage Message(string chat, string text, string token = "t1") => Message(chat, MessageContent.FromText(text), token);

    private protected static OutgoingMessage Message(string chat, MessageContent content, string token = "t1") =>
        new() { Token = new SendToken(token), Chat = new ChatId(chat), Content = content };

    private protected static Task<MessageReceived> AnswerAsync(RecordingSink sink, Func<MessageReceived, bool> condition) =>
        sink.WaitForAsync<MessageReceived>("an answer", message => !message.FromMe && condition(message), Patience, Stop);
}
