using Microsoft.Extensions.Logging;

namespace Bridge.Adapters.Irc;

/// <summary>One user's connection to one server, as the core sees it.</summary>
internal sealed partial class IrcSession(
    SessionContext context, IrcServer? server, Func<CaseMapping, SourcePool> pools, MessageMemory memory, TimeProvider time, ILogger log)
    : INetworkSession, ISendsBatches, IHasGroups, IModeratesGroups, IDescribesContacts, IListsGroups
{
    private volatile IrcConnection? _connection;

    /// <inheritdoc/>
    public int SendRoom => _connection is { IsReady: true } connection ? connection.SendRoom : 0;

    /// <inheritdoc/>
    public async Task RunAsync(IEventSink events, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (server is null)
        {
            var text = $"'{context.Account}' is not a server of this gateway.";
            throw new NetworkException(NetworkError.NotFound, text) { Code = "irc.server", RetryAfter = TimeSpan.FromHours(1) };
        }
        IrcLog.Connecting(log, context.User, server.Name, server.Host, server.Port, server.Tls);
        try
        {
            var link = await IrcLink.ConnectAsync(server, time, stop).ConfigureAwait(false);
            var limiter = new FloodLimiter(server.MessagesPerSecond, server.Burst, time);
            var connection = new IrcConnection(new IrcState(server, context, link, limiter, pools, memory, time, log));
            _connection = connection;
            await connection.RunAsync(events, stop).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            IrcLog.Ended(log, context.User, server.Name, failure is OperationCanceledException ? "asked to" : failure.Message);
            throw;
        }
    }

    /// <inheritdoc/>
    public Capabilities GetCapabilities(ChatId chat) =>
        _connection is { IsReady: true } connection ? IrcCapabilities.For(connection.TraitsOf(chat)) : IrcCapabilities.Plain;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _connection is { } connection
            ? (await connection.Sender.SendAsync([message], stop).ConfigureAwait(false))[0]
            : SendResult.NotSent("There is no connection to the server.");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SendResult>> SendBatchAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0)
            return [];
        if (_connection is not { } connection)
            return [.. Enumerable.Repeat(SendResult.NotSent("There is no connection to the server."), messages.Count)];
        return await connection.Sender.SendAsync(messages, stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not { } connection)
            return;
        await connection.QuitAsync().ConfigureAwait(false);
        connection.Dispose();
    }

    private IrcConnection Live() => _connection is { IsReady: true } connection
        ? connection
        : throw new NetworkException(NetworkError.NetworkDown, "There is no connection to the server.");
}
