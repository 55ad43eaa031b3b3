using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Bridge.Adapters.Irc;

/// <summary>One user's connection to one server, as the core sees it.</summary>
internal sealed partial class IrcSession(
    SessionContext context, IrcServer? server, ServerShared shared, MessageMemory memory, StsPolicies policies, ConnectionWatch watch, TimeProvider time,
    ILogger log)
    : INetworkSession, ISendsBatches, IHasGroups, IModeratesGroups, IConfiguresGroups, IDescribesContacts, IListsGroups,
        ISharesPresence, IWatchesContacts
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
        try
        {
            using var certificate = ClientCertificate.Read(context.Credentials);
            var target = policies.Apply(server);
            while (await RunAsync(target, certificate, events, stop).ConfigureAwait(false) is { } port)
                target = target with { Tls = true, Port = port };
        }
        catch (Exception failure)
        {
            IrcLog.Ended(log, context.User, server.Name, failure is OperationCanceledException ? "asked to" : failure.Message);
            throw;
        }
    }

    /// <summary>Connects and stays. Returns only when the server wants to be spoken to by TLS, on that port.</summary>
    private async Task<int?> RunAsync(IrcServer target, X509Certificate2? certificate, IEventSink events, CancellationToken stop)
    {
        IrcLog.Connecting(log, context.User, target.Name, target.Host, target.Port, target.Tls);
        var link = await IrcLink.ConnectAsync(target, certificate, time, stop).ConfigureAwait(false);
        var limiter = new FloodLimiter(target.MessagesPerSecond, target.Burst, time);
        var connection = new IrcConnection(new IrcState(target, context, link, limiter, shared, memory, policies, time, log));
        _connection = connection;
        try
        {
            await connection.RunAsync(events, watch, stop).ConfigureAwait(false);
            return null;
        }
        catch (NetworkException) when (connection.State.UpgradePort is not null && !stop.IsCancellationRequested)
        {
            connection.Dispose();
            return connection.State.UpgradePort;
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
