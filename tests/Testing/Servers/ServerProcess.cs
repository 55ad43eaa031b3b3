using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bridge.Testing.Servers;

/// <summary>One child process in a session of its own, its output appended to a log file.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigContinue = 18;
    private const int SigStop = 19;

    private readonly Process _process;
    private readonly FileStream _log;
    private readonly Task _output;
    private int _released;

    private ServerProcess(Process process, string logPath)
    {
        _process = process;
        _log = new FileStream(logPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        _output = Task.WhenAll(PumpAsync(process.StandardOutput.BaseStream), PumpAsync(process.StandardError.BaseStream));
        Workspace.Guard(process.Id);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public static ServerProcess Start(ServerCommand command, string folder, string logPath)
    {
        // setsid: Ctrl-C in a terminal reaches only the one who started the servers, who then stops them in order.
        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(command.Program);
        foreach (var argument in command.Arguments)
            start.ArgumentList.Add(argument);
        // What the person running the tests has configured for a gateway of their own is not for ours.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("Bridge__", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new ServerStartException($"{command.Program} did not start.");
        process.StandardInput.Close();
        return new ServerProcess(process, logPath);
    }

    public void Terminate() => Signal(_process.Id, SigTerm);

    // The whole session: a server's own helpers go with it.
    public void Kill() => Signal(-_process.Id, SigKill);

    public void Suspend() => Signal(-_process.Id, SigStop);

    public void Resume() => Signal(-_process.Id, SigContinue);

    public async Task<bool> WaitForExitAsync(TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            // Not until the output ends as well: a helper that lives on may hold the pipe open.
            while (!_process.HasExited)
                await Task.Delay(10, deadline.Token);
            await Task.WhenAny(_output, Task.Delay(TimeSpan.FromSeconds(2), deadline.Token));
            Release();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
            _process.WaitForExit(5000);
        }
        Release();
        _process.Dispose();
        _log.Dispose();
    }

    private static void Signal(int pid, int signal) => _ = NativeKill(pid, signal);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int NativeKill(int pid, int signal);

    private void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
            Workspace.Release(_process.Id);
    }

    private async Task PumpAsync(Stream from)
    {
        var buffer = new byte[8192];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer)) > 0;)
            {
                lock (_log)
                {
                    _log.Write(buffer, 0, read);
                    _log.Flush();
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The process or the log is gone; what it said before is in the file.
        }
    }
}
