using System.Text.Json.Nodes;
using Bridge.Testing.Clients;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests.Clients;

/// <summary>A session of slixmpp, a client library that we did not write, with its own plugins for what it sends and reads.</summary>
internal sealed class SlixmppClient : IAsyncDisposable
{
    private readonly ClientScript _script;

    private SlixmppClient(ClientScript script) => _script = script;

    /// <summary>Why it cannot run here, or null.</summary>
    public static string? WhyMissing { get; } = ClientScript.WhyMissing(("/usr/lib/python3/dist-packages/slixmpp", "python3-slixmpp"));

    /// <summary>Everything that happened by itself so far.</summary>
    public IReadOnlyList<JsonNode> Events => _script.Events;

    /// <summary>Logs in, with carbons, and shows presence.</summary>
    public static async Task<SlixmppClient> ConnectAsync(XmppServer server, string account, string resource)
    {
        var jid = $"{account}@localhost/{resource}";
        var client = new SlixmppClient(ClientScript.Start(jid, Path.Combine(AppContext.BaseDirectory, "Clients", "slixmpp_client.py"), jid, XmppServer.Password));
        try
        {
            await client.AskAsync("connect", ("port", server.ClientPort));
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has it do something, by the name of a function of the script.</summary>
    public Task<JsonNode?> AskAsync(string verb, params IReadOnlyList<(string Name, JsonNode? Value)> arguments) =>
        _script.AskAsync(verb, new JsonObject(arguments.Select(static argument => KeyValuePair.Create(argument.Name, argument.Value))));

    /// <summary>Sends a message that asks for a receipt and returns its id.</summary>
    public async Task<string> SayAsync(string to, string body, params IReadOnlyList<(string Name, JsonNode? Value)> more) =>
        (string)(await AskAsync("say", [("to", to), ("body", body), .. more]))!;

    /// <summary>Says something to the control contact and returns what it answers.</summary>
    public async Task<string> CommandAsync(string bot, string body)
    {
        await SayAsync(bot, body);
        return (string)(await MessageAsync(bot, static said => (string?)said["body"] is { Length: > 0 }, $"an answer to {body}"))["body"]!;
    }

    /// <summary>Waits for a message from somebody.</summary>
    public Task<JsonNode> MessageAsync(string from, Func<JsonNode, bool> match, string what) => HappensAsync("message", said => IsFrom(said, from) && match(said), $"{what} from {from}");

    /// <summary>Waits for the text.</summary>
    public Task<JsonNode> MessageAsync(string from, string body) => MessageAsync(from, said => (string?)said["body"] == body, $"“{body}”");

    /// <summary>Waits for a copy of what another session of the user sent.</summary>
    public Task<JsonNode> CopyAsync(string to, Func<JsonNode, bool> match, string what) =>
        HappensAsync("copy", said => (string?)said["way"] == "sent" && (string?)said["to"] == to && match(said), $"a copy of {what} to {to}");

    /// <summary>Waits for something that happens by itself.</summary>
    public Task<JsonNode> HappensAsync(string kind, Func<JsonNode, bool> match, string what) => _script.ExpectAsync(line => (string?)line["event"] == kind && match(line), what);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _script.DisposeAsync();

    private static bool IsFrom(JsonNode said, string address) => ((string)said["from"]!).Split('/')[0].Equals(address, StringComparison.OrdinalIgnoreCase);
}
