using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Xml.Linq;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;
using Xunit.Sdk;

namespace Bridge.Testing;

/// <summary>
/// The XMPP server's side of XEP-0114, in the process of the test: it accepts components on a loopback port, records
/// what they send and lets the test speak for the server and everybody behind it.
/// </summary>
public sealed class ComponentServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ComponentServerStream> _streams = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly List<XElement> _received = [];
    private TaskCompletionSource _arrived = NewSignal();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _next;

    /// <summary>Starts a server for some domains.</summary>
    /// <param name="domains">The component domains and their secrets.</param>
    public ComponentServer(params (string Domain, string Secret)[] domains)
    {
        foreach (var (domain, secret) in domains)
            _secrets[domain] = secret;
        Listen();
    }

    /// <summary>The port on 127.0.0.1; it stays the same after <see cref="Listen"/>.</summary>
    public int Port { get; private set; }

    /// <summary>
    /// True (the default): IQ gets to <see cref="Host"/> or below a component's own domain are answered, pings with a
    /// result and others with <c>service-unavailable</c>, and are not offered to the expectations; they are in <see cref="Answered"/>.
    /// </summary>
    public bool AnswersIqs { get; set; } = true;

    /// <summary>
    /// Answers IQs of components to anybody before all else; null from it for those that it does not answer. What it has answered is not offered to the
    /// expectations; it is in <see cref="Answered"/>.
    /// </summary>
    public Func<XElement, XElement?>? AnswerIqs { get; set; }

    /// <summary>How long it says that it has been running, when it is asked (XEP-0012); null for a server that does not tell.</summary>
    public TimeSpan? Uptime { get; set; }

    /// <summary>What it says that it is, when it is asked (XEP-0092); null for a server that does not tell.</summary>
    public (string Name, string Version)? Software { get; set; }

    /// <summary>The name of the server itself.</summary>
    public string Host { get; set; } = "localhost";

    /// <summary>When set, every handshake is refused with this stream error, for example <c>conflict</c>.</summary>
    public string? RefuseWith { get; set; }

    /// <summary>True: a refused component gets no stream error, only the end of the connection.</summary>
    public bool RefusesSilently { get; set; }

    /// <summary>How many handshakes have succeeded.</summary>
    public int Connections { get; private set; }

    /// <summary>Everything that was received and not answered by the server itself, in order.</summary>
    public IReadOnlyList<XElement> Received
    {
        get
        {
            lock (_gate)
                return [.. _received];
        }
    }

    /// <summary>The IQs that the server has answered itself.</summary>
    public ConcurrentQueue<XElement> Answered { get; } = new();

    /// <summary>The domains that are connected now.</summary>
    public IReadOnlyCollection<string> Connected => [.. _streams.Keys];

    /// <summary>Options with which a component connects to this server.</summary>
    /// <param name="domain">One of the domains.</param>
    public ComponentOptions OptionsFor(string domain) => new()
    {
        Host = "127.0.0.1",
        Port = Port,
        Domain = domain,
        Secret = _secrets.GetValueOrDefault(domain, "wrong"),
    };

    /// <summary>Accepts connections, again on the same port after <see cref="StopListening"/>.</summary>
    public void Listen()
    {
        if (_listener is not null)
            return;
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Accepts no more connections; those that exist go on.</summary>
    public void StopListening()
    {
        _listener?.Dispose();
        _listener = null;
    }

    /// <summary>Waits until a domain's component is connected.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="timeout">10 seconds when null.</param>
    public async Task WhenConnectedAsync(string domain, TimeSpan? timeout = null)
    {
        var deadline = DateTime.UtcNow + (timeout ?? TimeSpan.FromSeconds(10));
        while (!_streams.ContainsKey(domain))
        {
            if (DateTime.UtcNow > deadline)
                throw new XunitException($"{domain} did not connect.");
            await Task.Delay(10);
        }
    }

    /// <summary>Sends a stanza to the component that owns the domain of its <c>to</c>.</summary>
    /// <param name="stanza">A stanza; its elements may be without namespace or in the stream's.</param>
    public void Send(XElement stanza)
    {
        var copy = new XElement(stanza);
        foreach (var element in copy.DescendantsAndSelf().Where(e => e.Name.Namespace == XNamespace.None || e.Name.Namespace == Ns.Client && e.Parent is null))
            element.Name = Ns.Component + element.Name.LocalName;
        var domain = Jid.TryParse(copy.To, out var to) ? to.Domain : "";
        if (_streams.TryGetValue(domain, out var stream) || (_streams.Count == 1 && (stream = _streams.Values.FirstOrDefault()) is not null))
            stream.Write(copy);
        else
            throw new XunitException($"No component is connected for '{copy.To}'.");
    }

    /// <summary>Sends a stanza given as XML. Elements without <c>xmlns</c> are in the stream's namespace.</summary>
    /// <param name="xml">One element.</param>
    public void Send(string xml)
    {
        if (!StanzaParser.TryParse(System.Text.Encoding.UTF8.GetBytes(xml.Trim()), new WireLimits(), out var stanza, out var problem))
            throw new XunitException($"The test's own stanza is wrong: {problem}\n{xml}");
        Send(stanza);
    }

    /// <summary>Sends bytes as they are.</summary>
    /// <param name="domain">The component's domain.</param>
    /// <param name="text">Anything.</param>
    public void SendRaw(string domain, string text) => _streams[domain].Write(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Closes a stream in order.</summary>
    /// <param name="domain">The component's domain.</param>
    public void CloseStream(string domain) => SendRaw(domain, "</stream:stream>");

    /// <summary>Breaks a connection, or all, without a word.</summary>
    /// <param name="domain">The component's domain, or null for all.</param>
    public void Drop(string? domain = null)
    {
        foreach (var (name, stream) in _streams)
        {
            if (domain is null || name == domain)
                stream.Reset();
        }
    }

    /// <summary>Stops or goes on reading what a component sends.</summary>
    /// <param name="domain">The component's domain.</param>
    /// <param name="paused">True to stop.</param>
    public void PauseReading(string domain, bool paused) => _streams[domain].Paused = paused;

    /// <summary>
    /// Waits for a stanza that matches. What came before it is passed over and cannot be expected any more, so
    /// consecutive calls assert an order.
    /// </summary>
    /// <param name="xpath">An expression; see the remarks on <see cref="ComponentServerXPath"/>.</param>
    /// <param name="timeout">5 seconds when null.</param>
    public Task<XElement> ExpectAsync(string xpath, TimeSpan? timeout = null) =>
        ExpectAsync(stanza => ComponentServerXPath.Matches(stanza, xpath), timeout, xpath);

    /// <summary>As <see cref="ExpectAsync(string, TimeSpan?)"/>, with a predicate.</summary>
    /// <param name="match">True for the stanza that is waited for.</param>
    /// <param name="timeout">5 seconds when null.</param>
    /// <param name="description">What is waited for, for the failure's message.</param>
    public async Task<XElement> ExpectAsync(Func<XElement, bool> match, TimeSpan? timeout = null, string description = "a stanza")
    {
        using var deadline = new CancellationTokenSource(timeout ?? TimeSpan.FromSeconds(5));
        var from = _next;
        while (true)
        {
            Task arrived;
            lock (_gate)
            {
                while (_next < _received.Count)
                {
                    if (match(_received[_next++]))
                        return _received[_next - 1];
                }
                arrived = _arrived.Task;
            }
            try
            {
                await arrived.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                throw new XunitException(Report($"Expected {description}.", from));
            }
        }
    }

    /// <summary>Waits a while and fails if a stanza comes that matches.</summary>
    /// <param name="xpath">An expression.</param>
    /// <param name="during">How long.</param>
    public async Task ExpectNothingAsync(string xpath, TimeSpan during)
    {
        await Task.Delay(during);
        lock (_gate)
        {
            if (_received.Skip(_next).Any(stanza => ComponentServerXPath.Matches(stanza, xpath)))
                throw new XunitException(Report($"Expected nothing like {xpath}.", _next));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        StopListening();
        Drop();
        await _accepting;
    }

    internal string? SecretOf(string domain) => _secrets.GetValueOrDefault(domain);

    internal string? Admit(string domain, ComponentServerStream stream)
    {
        if (RefuseWith is not null)
            return RefuseWith;
        lock (_gate)
        {
            if (!_streams.TryAdd(domain, stream))
                return "conflict";
            Connections++;
            return null;
        }
    }

    internal void Leave(string domain, ComponentServerStream stream) =>
        _streams.TryRemove(new KeyValuePair<string, ComponentServerStream>(domain, stream));

    internal void Receive(string domain, ComponentServerStream stream, XElement stanza)
    {
        if (stanza.IsIq && stanza.Type is "get" or "set" && AnswerIqs?.Invoke(stanza) is { } own)
        {
            Answered.Enqueue(stanza);
            stream.Write(own);
            return;
        }
        if (AnswersIqs && stanza.IsIq && stanza.Type == "get" && Jid.TryParse(stanza.To, out var to) && to.Local is null && (to.Domain == Host || to.Domain == domain))
        {
            Answered.Enqueue(stanza);
            var answer = stanza.Child(Ns.Ping, "ping") is not null ? Stanza.Result(stanza)
                : stanza.Child(Ns.Last, "query") is not null && Uptime is { } uptime ? Stanza.Result(stanza, LastActivity.Build(uptime))
                : stanza.Child(Ns.Version, "query") is not null && Software is { } software ? Stanza.Result(stanza, SoftwareVersion.Build(software.Name, software.Version))
                : StanzaError.ServiceUnavailable.ToReply(stanza);
            stream.Write(answer!);
            return;
        }
        lock (_gate)
        {
            _received.Add(stanza);
            _arrived.TrySetResult();
            _arrived = NewSignal();
        }
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        var streams = new List<Task>();
        try
        {
            while (true)
                streams.Add(new ComponentServerStream(this, await listener.AcceptSocketAsync()).RunAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It no longer listens.
        }
        _ = Task.WhenAll(streams);
    }

    private string Report(string what, int from)
    {
        lock (_gate)
        {
            var lines = _received.Select((stanza, i) => $"{(i < from ? "  (before) " : "  ")}{stanza.ToString(SaveOptions.DisableFormatting)}");
            return $"{what}\nReceived {_received.Count}:\n{string.Join('\n', lines)}\nConnected: {string.Join(", ", _streams.Keys)}";
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
