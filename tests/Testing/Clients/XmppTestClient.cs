using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Bridge.Testing.Clients;

/// <summary>
/// A small, real XMPP client over plain TCP to loopback: it logs in, records everything, answers pings, and waits for
/// what a test expects.
/// </summary>
public sealed class XmppTestClient : IAsyncDisposable
{
    private const string Client = "jabber:client";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ReceivedLog<XElement> _received;
    private Task _reading = Task.CompletedTask;
    private int _ids;

    private XmppTestClient(string bareJid, string resource)
    {
        BareJid = bareJid;
        Jid = $"{bareJid}/{resource}";
        _received = new ReceivedLog<XElement>(Jid);
    }

    /// <summary>The full JID.</summary>
    public string Jid { get; }

    /// <summary>The bare JID.</summary>
    public string BareJid { get; }

    /// <summary>Every stanza received so far.</summary>
    public IReadOnlyList<XElement> Everything => _received.Snapshot;

    /// <summary>Logs in with SASL PLAIN, binds the resource and announces presence.</summary>
    public static async Task<XmppTestClient> ConnectAsync(int port, string bareJid, string password, string resource = "test")
    {
        var client = new XmppTestClient(bareJid, resource);
        try
        {
            await client.LogInAsync(port, password, resource);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Text as it may stand in an element or an attribute.</summary>
    public static string Escape(string text) => SecurityElement.Escape(text);

    /// <summary>An id not used before by this client.</summary>
    public string NextId(string prefix = "id") =>
        prefix + Interlocked.Increment(ref _ids).ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes XML as it is.</summary>
    public async Task SendAsync(string xml)
    {
        await _writing.WaitAsync(_stop.Token);
        try
        {
            await _tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(xml), _stop.Token);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Sends a message with a body and a receipt request and returns its id.</summary>
    public async Task<string> SayAsync(string to, string body, string type = "chat")
    {
        var id = NextId("m");
        var receipt = type == "chat" ? "<request xmlns='urn:xmpp:receipts'/>" : "";
        await SendAsync($"<message to='{Escape(to)}' type='{type}' id='{id}'><body>{Escape(body)}</body>{receipt}</message>");
        return id;
    }

    /// <summary>Sends an IQ and returns the answer, be it a result or an error.</summary>
    public async Task<XElement> RequestAsync(string? to, string type, string payload, TimeSpan? timeout = null)
    {
        var id = NextId("iq");
        var address = to is null ? "" : $" to='{Escape(to)}'";
        await SendAsync($"<iq type='{type}' id='{id}'{address}>{payload}</iq>");
        return await ExpectAsync(
            stanza => stanza.Is("iq") && stanza.Id() == id && (string?)stanza.Attribute("type") is "result" or "error",
            $"the answer to {payload} from {to ?? "the server"}", timeout);
    }

    /// <summary>Asks for disco#info.</summary>
    public Task<XElement> DiscoInfoAsync(string to) =>
        RequestAsync(to, "get", "<query xmlns='http://jabber.org/protocol/disco#info'/>");

    /// <summary>
    /// Waits for a stanza, received already or still to come, which no earlier expectation has taken.
    /// </summary>
    public Task<XElement> ExpectAsync(Func<XElement, bool> match, string what, TimeSpan? timeout = null) =>
        _received.ExpectAsync(match, what, timeout ?? Patience);

    /// <summary>Waits for a message with this body from this address (bare or full).</summary>
    public Task<XElement> ExpectMessageAsync(string from, string body, TimeSpan? timeout = null) =>
        ExpectAsync(
            stanza => stanza.Is("message") && stanza.Body() == body && IsFrom(stanza, from),
            $"the message '{body}' from {from}", timeout);

    /// <summary>Waits for a presence from this full address.</summary>
    public Task<XElement> ExpectPresenceAsync(string from, string? type = null, TimeSpan? timeout = null) =>
        ExpectAsync(
            stanza => stanza.Is("presence", type) && IsFrom(stanza, from),
            $"presence {type} from {from}", timeout);

    /// <summary>Joins a room and waits for the self-presence and the subject.</summary>
    public async Task<RoomJoin> JoinRoomAsync(string room, string nick, TimeSpan? timeout = null)
    {
        var before = Everything.Count;
        await SendJoinAsync(room, nick);
        return await ExpectJoinAsync(room, before, timeout);
    }

    /// <summary>Sends the presence that joins a room and waits for nothing.</summary>
    public Task SendJoinAsync(string room, string nick) =>
        SendAsync($"<presence to='{Escape(room)}/{Escape(nick)}'><x xmlns='http://jabber.org/protocol/muc'/></presence>");

    /// <summary>Waits for the self-presence and the subject of a room.</summary>
    /// <param name="room">The room.</param>
    /// <param name="since">How many of the stanzas in <see cref="Everything"/> came before the join.</param>
    /// <param name="timeout">How long to wait for each.</param>
    public async Task<RoomJoin> ExpectJoinAsync(string room, int since, TimeSpan? timeout = null)
    {
        var self = await ExpectAsync(
            stanza => stanza.Is("presence") && IsFrom(stanza, room)
                && (stanza.StatusCodes().Contains(110) || stanza.Is("presence", "error")),
            $"the self-presence in {room}", timeout);
        if (self.Is("presence", "error"))
            throw new ExpectationFailedException($"{Jid} was refused in {room}: {self}");
        var subject = await ExpectAsync(
            stanza => stanza.Is("message", "groupchat") && IsFrom(stanza, room)
                && stanza.Subject() is not null && stanza.Body() is null,
            $"the subject of {room}", timeout);
        var stanzas = Everything.Skip(since).Where(stanza => IsFrom(stanza, room)).TakeWhile(stanza => stanza != subject);
        return new RoomJoin([.. stanzas, subject], self, subject);
    }

    /// <summary>How often a message with this body has come; all that was sent before must have arrived (see a fence).</summary>
    public int CountMessages(string body) => Everything.Count(stanza => stanza.Is("message") && stanza.Body() == body);

    /// <summary>Closes the stream politely, if it still stands, and the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_tcp.Connected)
                await SendAsync("</stream:stream>").WaitAsync(TimeSpan.FromSeconds(1));
        }
        catch (Exception error) when (error is IOException or TimeoutException or InvalidOperationException)
        {
            // The server was faster.
        }
        await _stop.CancelAsync();
        _tcp.Dispose();
        await _reading;
        _stop.Dispose();
        _writing.Dispose();
    }

    private static bool IsFrom(XElement stanza, string from)
    {
        var sender = (string?)stanza.Attribute("from") ?? "";
        return string.Equals(sender, from, StringComparison.OrdinalIgnoreCase)
            || (!from.Contains('/', StringComparison.Ordinal) && sender.StartsWith(from + "/", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<XElement?> ReadStanzaAsync(XmlReader reader)
    {
        do
        {
            if (!await reader.ReadAsync() || reader.Depth == 0)
                return null;
        }
        while (reader.NodeType != XmlNodeType.Element);
        // A subtree ends on the closing tag. Reading the node itself would wait for the first byte of the next stanza.
        using var subtree = reader.ReadSubtree();
        return await XElement.LoadAsync(subtree, LoadOptions.None, CancellationToken.None);
    }

    private async Task LogInAsync(int port, string password, string resource)
    {
        await _tcp.ConnectAsync(IPAddress.Loopback, port);
        var at = BareJid.IndexOf('@', StringComparison.Ordinal);
        var domain = BareJid[(at + 1)..];

        using (var reader = await OpenStreamAsync(domain))
        {
            var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{BareJid[..at]}\0{password}"));
            await SendAsync($"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>");
            var outcome = await ReadStanzaAsync(reader).WaitAsync(Patience);
            if (outcome?.Name.LocalName != "success")
                throw new ExpectationFailedException($"{BareJid} could not log in: {outcome}");
        }

        var stream = await OpenStreamAsync(domain);
        _reading = Task.Run(() => ReadAsync(stream));
        var bound = await RequestAsync(
            null, "set", $"<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>{Escape(resource)}</resource></bind>");
        if (!bound.Is("iq", "result"))
            throw new ExpectationFailedException($"{Jid} could not bind: {bound}");
        await SendAsync("<presence/>");
    }

    // Returns with the reader behind the stream's features.
    private async Task<XmlReader> OpenStreamAsync(string domain)
    {
        await SendAsync($"<?xml version='1.0'?><stream:stream to='{domain}' version='1.0' xmlns='{Client}' "
            + "xmlns:stream='http://etherx.jabber.org/streams'>");
        var reader = XmlReader.Create(_tcp.GetStream(), new XmlReaderSettings { Async = true, CloseInput = false });
        await reader.MoveToContentAsync().WaitAsync(Patience);
        var features = await ReadStanzaAsync(reader).WaitAsync(Patience);
        return features?.Name.LocalName == "features"
            ? reader
            : throw new ExpectationFailedException($"{BareJid} expected the stream's features, got {features}");
    }

    private async Task ReadAsync(XmlReader reader)
    {
        try
        {
            using (reader)
            {
                while (await ReadStanzaAsync(reader) is { } stanza)
                {
                    if (stanza.Is("iq", "get") && stanza.ChildOf("ping", "urn:xmpp:ping") is not null)
                        await SendAsync($"<iq type='result' id='{Escape(stanza.Id() ?? "")}' to='{Escape((string?)stanza.Attribute("from") ?? "")}'/>");
                    _received.Add(stanza);
                }
            }
            _received.Close("the server closed the stream");
        }
        catch (Exception error) when (error is IOException or XmlException or ObjectDisposedException or OperationCanceledException)
        {
            _received.Close($"the connection broke ({error.Message})");
        }
    }
}
