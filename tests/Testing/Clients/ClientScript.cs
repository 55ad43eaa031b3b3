using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Testing.Servers;

namespace Bridge.Testing.Clients;

/// <summary>
/// A Python program that drives a client which is not ours: a line of JSON for each request and each answer, and lines in between for what happens by
/// itself. It has a session of its own, and is killed with all that it started.
/// </summary>
public sealed class ClientScript : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private const int SigKill = 9;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    // As people write: a line that is read in a failed test shows letters, not escapes.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _name;
    private readonly Process _process;
    private readonly ReceivedLog<Line> _lines;
    private readonly List<int> _guarded = [];
    private readonly Task _reading;
    private string _complaints = "";
    private int _requests;

    private ClientScript(string name, Process process)
    {
        (_name, _process, _lines) = (name, process, new ReceivedLog<Line>(name));
        Guard(process.Id);
        _reading = Task.WhenAll(ReadAsync(), ComplainAsync());
    }

    /// <summary>Everything that happened by itself so far.</summary>
    public IReadOnlyList<JsonNode> Events => [.. _lines.Snapshot.Select(static line => line.Content).Where(static content => content["event"] is not null)];

    /// <summary>Why a script that needs these files cannot run here, for the reason of a skipped test; null when it can.</summary>
    /// <param name="files">Files that must exist, each with the Debian package that brings it.</param>
    public static string? WhyMissing(params IReadOnlyList<(string Path, string Package)> files)
    {
        var missing = files.Prepend((Python, "python3")).Where(static file => !Path.Exists(file.Item1)).Select(static file => file.Item2).Distinct().ToList();
        return missing.Count == 0 ? null : $"The client cannot run: install {string.Join(", ", missing)} (./test does)";
    }

    /// <summary>Starts a script.</summary>
    /// <param name="name">A name for messages.</param>
    /// <param name="script">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ClientScript Start(string name, string script, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (IEnumerable<string>)[Python, "-X", "utf8", "-B", script, .. arguments])
            start.ArgumentList.Add(argument);
        return new ClientScript(name, Process.Start(start) ?? throw new InvalidOperationException("setsid did not start."));
    }

    /// <summary>Has a process that the script started (the leader of its own session) killed with it.</summary>
    public void Guard(int pid)
    {
        _guarded.Add(pid);
        Workspace.Guard(pid);
    }

    /// <summary>Asks for something and returns what came of it.</summary>
    /// <exception cref="ExpectationFailedException">It could not be done.</exception>
    public async Task<JsonNode?> AskAsync(string verb, JsonObject? arguments = null)
    {
        var id = Interlocked.Increment(ref _requests);
        arguments ??= [];
        (arguments["do"], arguments["request"]) = (verb, id);
        await _process.StandardInput.WriteLineAsync(arguments.ToJsonString(Readable));
        await _process.StandardInput.FlushAsync();
        var answer = await ExpectAsync(line => (int?)line["request"] == id, $"the answer to {verb}");
        return answer["error"] is { } error ? throw new ExpectationFailedException($"{_name} could not {verb}: {error}") : answer["result"];
    }

    /// <summary>Waits for a line, received already or still to come, which no earlier expectation has taken.</summary>
    public async Task<JsonNode> ExpectAsync(Func<JsonNode, bool> match, string what, TimeSpan? timeout = null)
    {
        try
        {
            return (await _lines.ExpectAsync(line => match(line.Content), what, timeout ?? Patience)).Content;
        }
        catch (ExpectationFailedException error) when (_complaints.Length > 0)
        {
            throw new ExpectationFailedException($"{error.Message}\nIt complained:\n{_complaints}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var pid in _guarded)
        {
            _ = NativeKill(-pid, SigKill);
            Workspace.Release(pid);
        }
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int NativeKill(int pid, int signal);

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (JsonNode.Parse(line) is { } content)
                _lines.Add(new Line(content));
        }
        _lines.Close(string.Create(CultureInfo.InvariantCulture, $"{_name} has ended"));
    }

    private async Task ComplainAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
            _complaints += line + "\n";
    }

    private sealed record Line(JsonNode Content)
    {
        public override string ToString() => Content.ToJsonString(Readable);
    }
}
