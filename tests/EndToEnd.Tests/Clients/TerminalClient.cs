using System.Text.Json.Nodes;
using Bridge.Testing.Clients;

namespace Bridge.EndToEnd.Tests.Clients;

/// <summary>A client in a terminal, with a home of its own: keys go in, and what the screen shows is read.</summary>
internal sealed class TerminalClient : IAsyncDisposable
{
    private readonly ClientScript _script;
    private readonly string _home;

    private TerminalClient(ClientScript script, string home) => (_script, _home) = (script, home);

    /// <summary>What the screen shows now.</summary>
    public string Screen => string.Join('\n', (_script.Events.LastOrDefault(static line => (string?)line["event"] == "screen")?["lines"]?.AsArray() ?? []).Select(static line => (string?)line));

    /// <summary>Why a program cannot run in a terminal here, or null.</summary>
    public static string? WhyMissing(string program) => ClientScript.WhyMissing(("/usr/lib/python3/dist-packages/pyte", "python3-pyte"), ($"/usr/bin/{program}", program));

    /// <summary>Starts a program with these files in its home.</summary>
    public static async Task<TerminalClient> StartAsync(string program, IReadOnlyList<string> arguments, params IReadOnlyList<(string Path, string Text)> files)
    {
        var home = Directory.CreateTempSubdirectory($"bridge-{program}-").FullName;
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(home, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text);
        }
        string[] command = ["/usr/bin/env", "-i", "PATH=/usr/bin:/bin", $"HOME={home}", "LANG=C.UTF-8", "TERM=linux", $"/usr/bin/{program}", .. arguments];
        var client = new TerminalClient(ClientScript.Start(program, Path.Combine(AppContext.BaseDirectory, "Clients", "terminal_client.py"), command), home);
        var started = await client._script.ExpectAsync(static line => (string?)line["event"] == "started", "its start");
        client._script.Guard((int)started["pid"]!);
        return client;
    }

    /// <summary>Types.</summary>
    public Task TypeAsync(string keys) => _script.AskAsync("type", new JsonObject { ["keys"] = keys });

    /// <summary>Types a line and the key that ends it.</summary>
    public Task EnterAsync(string line) => TypeAsync(line + "\r");

    /// <summary>Waits until the screen shows something, which it may do already.</summary>
    public async Task ShowsAsync(Func<string, bool> match, string what)
    {
        for (var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(30); !match(Screen); await Task.Delay(20))
            Assert.True(DateTime.UtcNow < deadline, $"The screen does not show {what}:\n{Screen}");
    }

    /// <summary>Waits until the screen shows a text.</summary>
    public Task ShowsAsync(string text) => ShowsAsync(screen => screen.Contains(text, StringComparison.Ordinal), $"“{text}”");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Shown with a failed test only.
        TestContext.Current.TestOutputHelper?.WriteLine(Screen);
        await _script.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }
}
