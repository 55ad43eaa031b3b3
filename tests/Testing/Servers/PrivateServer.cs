using System.Net;
using System.Net.Sockets;

namespace Bridge.Testing.Servers;

/// <summary>
/// A real server, started for one test from generated configuration in a folder of its own, listening on loopback only,
/// stopped by its process id. It can be stopped, killed and started again on the same ports with the same data.
/// </summary>
public abstract class PrivateServer(string name) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private ServerProcess? _process;
    private bool _configured;

    /// <summary>A short name for messages: <c>prosody</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The folder with its configuration, its data and its log.</summary>
    public string Folder { get; } = Workspace.CreateFolder(name);

    /// <summary>What the process has printed, over all its starts.</summary>
    public string LogPath => Path.Combine(Folder, $"{Name}.log");

    /// <summary>The text of the log so far, empty when there is none.</summary>
    public string Output
    {
        get
        {
            if (!File.Exists(LogPath))
                return "";
            using var reader = new StreamReader(new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd();
        }
    }

    /// <summary>Whether the process runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The exit status of the last run, null while it runs or before it was started.</summary>
    public int? ExitCode => _process is { HasExited: true } ended ? ended.ExitCode : null;

    /// <summary>Why this server cannot run here, for the reason of a skipped test; null when it can.</summary>
    public string? WhyMissing
    {
        get
        {
            var missing = RequiredFiles.Where(file => !File.Exists(file.Path)).Select(file => file.Package).Distinct().ToList();
            return missing.Count == 0 ? null : $"{Name} cannot run: install {string.Join(", ", missing)} (./test does)";
        }
    }

    /// <summary>The ports that must answer before the server counts as started.</summary>
    protected abstract IReadOnlyList<int> Ports { get; }

    /// <summary>Files that must exist, each with the Debian package that brings it.</summary>
    protected abstract IReadOnlyList<(string Path, string Package)> RequiredFiles { get; }

    /// <summary>Starts it and waits until its ports answer.</summary>
    /// <exception cref="ServerStartException">It ended, or did not answer in time.</exception>
    public async Task StartAsync()
    {
        if (IsRunning)
            throw new InvalidOperationException($"{Name} runs already.");
        if (WhyMissing is { } reason)
            throw new ServerStartException(reason);
        if (!_configured)
        {
            WriteConfiguration();
            _configured = true;
        }
        _process?.Dispose();
        var outputBefore = Output.Length;
        _process = ServerProcess.Start(Command(), Folder, LogPath);

        var deadline = DateTime.UtcNow + StartLimit;
        while (!await AnswersAsync() || !IsReady(Output[outputBefore..]))
        {
            if (_process.HasExited)
            {
                await _process.WaitForExitAsync(StopLimit);
                throw new ServerStartException($"{Name} ended with status {_process.ExitCode} instead of starting.\n{LogTail()}");
            }
            if (DateTime.UtcNow > deadline)
                throw new ServerStartException($"{Name} does not answer on port {string.Join(", ", Ports)}.\n{LogTail()}");
            await Task.Delay(20);
        }
    }

    /// <summary>Asks it to end (SIGTERM) and waits until it has.</summary>
    public async Task StopAsync()
    {
        if (_process is not { HasExited: false } process)
            return;
        process.Terminate();
        if (!await process.WaitForExitAsync(StopLimit))
        {
            process.Kill();
            await process.WaitForExitAsync(StopLimit);
            throw new TimeoutException($"{Name} did not end within {StopLimit.TotalSeconds:0} s of SIGTERM.\n{LogTail()}");
        }
    }

    /// <summary>Has it stand still, its connections open, until <see cref="Resume"/>.</summary>
    public void Suspend() => _process?.Suspend();

    /// <summary>Has it go on.</summary>
    public void Resume() => _process?.Resume();

    /// <summary>Kills it (SIGKILL): it gets no chance to write or to say anything.</summary>
    public async Task KillAsync()
    {
        if (_process is not { HasExited: false } process)
            return;
        process.Kill();
        if (!await process.WaitForExitAsync(StopLimit))
            throw new TimeoutException($"{Name} survived SIGKILL.");
    }

    /// <summary>Stops it and starts it again on the same ports with the same data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Waits until the process has ended by itself and returns its exit status.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        var process = _process ?? throw new InvalidOperationException($"{Name} was not started.");
        return await process.WaitForExitAsync(timeout)
            ? process.ExitCode
            : throw new TimeoutException($"{Name} still runs after {timeout.TotalSeconds:0} s.\n{LogTail()}");
    }

    /// <summary>The last lines of the log, for messages.</summary>
    public string LogTail(int lines = 25)
    {
        var all = Output.TrimEnd().Split('\n');
        return $"--- the end of {Name}'s log ---\n{string.Join('\n', all.TakeLast(lines))}\n---";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            await StopAsync();
        }
        catch (TimeoutException)
        {
            // Killed by now. A test that is over has nothing left to say about it.
        }
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Writes what the server reads, once, before the first start.</summary>
    protected abstract void WriteConfiguration();

    /// <summary>The command line.</summary>
    protected abstract ServerCommand Command();

    /// <summary>Whether the output of this start says that it is ready; for servers that answer too early.</summary>
    protected virtual bool IsReady(string output) => true;

    /// <summary>Writes a file into the server's folder and returns its path.</summary>
    protected string Write(string relativePath, string text)
    {
        var path = Path.Combine(Folder, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<bool> AnswersAsync()
    {
        foreach (var port in Ports)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port);
            }
            catch (SocketException)
            {
                return false;
            }
        }
        return true;
    }
}
