using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Bridge.Adapters;

namespace Example.Lines;

/// <summary>The entry that the host looks for. The network: a server that sends and takes lines of a name, a tab and a text.</summary>
public sealed class LinesFactory : INetworkAdapterFactory
{
    public string Name => "lines";

    public Version ContractVersion => new(1, 1);

    public INetworkAdapter Create(AdapterContext context)
    {
        if (!int.TryParse(context.Settings.GetValueOrDefault("Port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            throw new AdapterSettingException("Port", "Must be the port of the lines server, a number.");

        return new LinesAdapter(context.Settings.GetValueOrDefault("Host", "localhost"), port);
    }
}

internal sealed class LinesAdapter(string host, int port) : INetworkAdapter, IAddressCodec
{
    public AdapterDescriptor Descriptor { get; } = new()
    {
        DisplayName = "Lines",
        GatewayType = "lines",
        Accounts = AccountPolicy.OnFirstUse,
        AddressPrompt = "Somebody's name",
    };

    public IAddressCodec Addresses => this;

    // No I/O here: the core makes sessions it may never run.
    public INetworkSession CreateSession(SessionContext context) => new LinesSession(host, port);

    public bool TryParse(string localPart, [NotNullWhen(true)] out NetworkAddress? address)
    {
        var possible = localPart.Length is > 0 and <= 1023 && !localPart.Any(char.IsControl);
        address = possible ? new NetworkAddress(AddressKind.Contact, new AccountKey(""), localPart) : null;
        return possible;
    }

    public string Format(NetworkAddress address) => address.Id;

    public bool TryParseTyped(string text, [NotNullWhen(true)] out NetworkAddress? address) => TryParse(text.Trim().ToLowerInvariant(), out address);
}

internal sealed class LinesSession(string host, int port) : INetworkSession
{
    // Nothing but text: the core turns files into links, replies into quotes, edits into new messages.
    private static readonly Capabilities Limits = Capabilities.PlainText with { MaxTextLength = 2000 };

    // The core sends one message at a time in a chat, but chats side by side.
    private readonly SemaphoreSlim _turn = new(1);
    private volatile NetworkStream? _stream;

    public async Task RunAsync(IEventSink events, CancellationToken stop)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, stop);
            using var reader = new StreamReader(_stream = client.GetStream());
            await events.PublishAsync(new SessionStateChanged(SessionState.Connected), stop);
            while (await reader.ReadLineAsync(stop) is { } line)
            {
                // No ids and no dedupe key: this network has none, and nothing ever comes twice from it.
                if (line.Split('\t', 2) is [{ Length: > 0 } who, var text])
                    await events.PublishAsync(
                        new MessageReceived { Chat = new ChatId(who), Sender = new ContactId(who), Content = MessageContent.FromText(text) }, stop);
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new NetworkException(NetworkError.NetworkDown, "The connection to the lines server was lost.", failure);
        }
        finally
        {
            _stream = null;
        }

        // Never return while the account should be up: throwing is what makes the core start a new session.
        throw new NetworkException(NetworkError.NetworkDown, "The lines server closed the connection.");
    }

    public Capabilities GetCapabilities(ChatId chat) => Limits;

    public async Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken stop)
    {
        var (who, text) = (message.Chat.Value, message.Content.Text?.Plain ?? "");
        if (who.Any(char.IsControl) || text.Any(character => char.IsControl(character) && character != '\n'))
            return SendResult.Refused(NetworkError.Malformed, "Control characters cannot be sent.");

        if (text.Length > Limits.MaxTextLength)
            return SendResult.Refused(NetworkError.TooLong, "The message is too long.");

        // In one write, so that no other chat's line comes between the lines of this message.
        var lines = Encoding.UTF8.GetBytes(string.Concat(text.Split('\n').Select(line => $"{who}\t{line}\n")));
        await _turn.WaitAsync(stop);
        try
        {
            if (_stream is not { } stream)
                return SendResult.NotSent("Not connected.");

            await stream.WriteAsync(lines, stop);
            return SendResult.Accepted;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            return SendResult.Uncertain("The connection was lost during the send.");
        }
        finally
        {
            _turn.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }
}
