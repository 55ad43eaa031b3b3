using Bridge.Testing.Clients;

namespace Bridge.Check;

/// <summary>Somebody to talk to on the playground's IRC server: answers what is said to it, in the channel when it is named.</summary>
internal sealed class Echo : IAsyncDisposable
{
    public const string Nick = "echo";
    public const string Channel = "#lobby";

    private readonly IrcTestClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _answering;

    private Echo(IrcTestClient client)
    {
        _client = client;
        _answering = AnswerAsync();
    }

    public static async Task<Echo> StartAsync(int port)
    {
        var client = await IrcTestClient.ConnectAsync(port, Nick);
        await client.JoinAsync(Channel);
        return new Echo(client);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _answering;
        await _client.DisposeAsync();
        _stop.Dispose();
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var line = await _client.ExpectAsync(
                    line => line.Contains(" PRIVMSG ", StringComparison.Ordinal), "a message", Timeout.InfiniteTimeSpan).WaitAsync(_stop.Token);
                var parts = line.Split(' ', 4);
                if (parts.Length < 4)
                    continue;
                var (from, target, text) = (parts[0][1..].Split('!')[0], parts[2], parts[3].TrimStart(':'));
                if (!target.StartsWith('#'))
                    await _client.SayAsync(from, $"you said: {text}");
                else if (text.Contains(Nick, StringComparison.OrdinalIgnoreCase))
                    await _client.SayAsync(target, $"{from}: you called?");
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ExpectationFailedException or IOException)
        {
            // The playground closes, or the IRC server is gone and there is nobody left to answer.
        }
    }
}
