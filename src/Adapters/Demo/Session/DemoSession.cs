using Microsoft.Extensions.Logging;

namespace Bridge.Adapters.Demo;

/// <summary>
/// A running account. Each of the optional verbs is an interface; what a network lacks is simply not in this list. The parts of this
/// class beside this file hold one family of verbs each.
/// </summary>
internal sealed partial class DemoSession : INetworkSession, ISendsBatches
{
    private readonly DemoNetwork _network;
    private readonly DemoSettings _settings;
    private readonly DemoCapabilities _capabilities;
    private readonly SessionContext _context;
    private readonly ILogger _log;

    /// <summary>Set while the session is connected. Read once at the start of each verb, because it may go at any moment.</summary>
    private volatile DemoConnection? _connection;

    public DemoSession(DemoNetwork network, DemoSettings settings, SessionContext context, ILogger log)
    {
        _network = network;
        _settings = settings;
        _capabilities = new DemoCapabilities(settings);
        _context = context;
        _log = log;
    }

    /// <summary>The account's own id: the name of its login, or else the user's address. The relay account has neither.</summary>
    public static string AccountId(SessionContext context) =>
        context.Credentials.GetValueOrDefault(DemoCredentials.UserName) ?? context.User ?? "bridge";

    /// <inheritdoc/>
    public int SendRoom => int.MaxValue;

    /// <inheritdoc/>
    public async Task RunAsync(IEventSink events, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var connection = _network.Connect(AccountId(_context), _context.Credentials);
        _connection = connection;
        try
        {
            await events.PublishAsync(new SessionStateChanged(SessionState.Connected) { OwnName = OwnName }, stop);
            LogConnected(_log, _network.Name);
            _network.ShowPresences(connection.Account);
            while (true)
                await PumpAsync(connection, events, stop);
        }
        finally
        {
            // Verbs that come from now on are answered at once and not by a connection that is gone.
            _connection = null;
        }
    }

    /// <inheritdoc/>
    public Capabilities GetCapabilities(ChatId chat) => _capabilities.Of(chat);

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken stop)
    {
        if (_connection is not { IsOpen: true } connection)
            return SendResult.NotSent("Not connected.");

        var (prepared, refusal) = await PrepareAsync(message, stop);
        // After the upload, because the connection may have gone meanwhile; nothing has been sent until now.
        return refusal ?? (connection.IsOpen ? _network.Send(connection.Account, prepared) : SendResult.NotSent("Not connected."));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SendResult>> SendBatchAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken stop)
    {
        var results = new List<SendResult>(messages.Count);
        foreach (var message in messages)
        {
            // Nothing may overtake what was not accepted.
            results.Add(results is [.., { Outcome: not SendOutcome.Accepted }]
                ? SendResult.NotSent("A message before it was not accepted.")
                : await SendAsync(message, stop));
        }

        return results;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        return ValueTask.CompletedTask;
    }

    private string OwnName => _context.PreferredName ?? _context.Credentials.GetValueOrDefault(DemoOptions.Nick.Key) ?? AccountId(_context).Split('@')[0];

    /// <summary>
    /// Publishes what has come, in order, and confirms it when it is stored: were it confirmed before, a crash in between would lose it;
    /// as it is, a crash brings it twice, and the dedupe keys make that harmless.
    /// </summary>
    private static async Task PumpAsync(DemoConnection connection, IEventSink events, CancellationToken stop)
    {
        var updates = await connection.ReadAsync(stop);
        foreach (var update in updates)
        {
            await events.PublishAsync(update.Event, stop);
            update.Published?.TrySetResult();
        }

        if (updates.Any(update => update.Kept))
            await events.StoredAsync(stop);

        connection.Confirm(updates.Count);
    }

    /// <summary>Checks what the core cannot know, uploads the files and waits as long as the faults ask for.</summary>
    private async Task<(OutgoingMessage Prepared, SendResult? Refusal)> PrepareAsync(OutgoingMessage message, CancellationToken stop)
    {
        message = DemoOptions.Apply(message, OptionsOf(message.Chat));
        if (DemoText.Problem(message.Content, _capabilities.Of(message.Chat)) is { } problem)
            return (message, problem);

        var parts = new List<MessagePart>();
        foreach (var part in message.Content.Parts)
        {
            if (part is not FilePart file)
            {
                parts.Add(part);
                continue;
            }

            if (await DemoFile.StoreAsync(file.File, _settings.MaxFileBytes, stop) is not { } stored)
                return (message, SendResult.Refused(NetworkError.TooLarge, $"A file may have {_settings.MaxFileBytes} bytes at most."));

            parts.Add(file with { File = stored });
        }

        if (_network.Faults.SendDelay > TimeSpan.Zero)
            await Task.Delay(_network.Faults.SendDelay, _network.Time, stop);

        return (message with { Content = message.Content with { Parts = parts } }, null);
    }

    /// <summary>The account, for verbs that cannot wait for a connection.</summary>
    /// <exception cref="NetworkException">Not connected.</exception>
    private DemoAccount Connected() => _connection is { IsOpen: true } connection
        ? connection.Account
        : throw new NetworkException(NetworkError.NetworkDown, "Not connected to the network.");

    /// <summary>Does what a verb asks for, and never says so when the faults want that.</summary>
    private Task<bool> AnswerAsync(Action<DemoAccount> verb) => AnswerAsync(account =>
    {
        verb(account);
        return true;
    });

    private Task<T> AnswerAsync<T>(Func<DemoAccount, T> verb)
    {
        var account = Connected();
        return _network.Faults.SilentVerbs ? new TaskCompletionSource<T>().Task : Task.FromResult(verb(account));
    }

    [LoggerMessage(5001, LogLevel.Information, "An account is connected to the demo network {Network}.")]
    private static partial void LogConnected(ILogger log, string network);
}
