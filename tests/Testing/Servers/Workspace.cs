using System.Diagnostics;
using System.Globalization;

namespace Bridge.Testing.Servers;

/// <summary>
/// The folder and the processes of this test run. A watchdog process outlives us by a moment: when we are gone, however
/// that happened, it kills what still runs and removes the folder. Set <c>BRIDGE_KEEP=1</c> to keep the folder.
/// </summary>
internal static class Workspace
{
    private const string Script = """
        pids=
        while read -r verb pid; do
            rest=
            for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done
            pids=$rest
            [ "$verb" = add ] && pids="$pids $pid"
        done
        for p in $pids; do kill -s KILL -- "-$p" 2>/dev/null; done
        [ -n "$2" ] || rm -rf -- "$1"
        """;

    private static readonly Lock Gate = new();
    private static readonly string Root = System.IO.Directory.CreateTempSubdirectory("bridge-test-").FullName;
    private static readonly Process Watchdog = StartWatchdog();
    private static int _folders;

    /// <summary>Creates a folder of its own for one server.</summary>
    public static string CreateFolder(string name)
    {
        var number = Interlocked.Increment(ref _folders).ToString(CultureInfo.InvariantCulture);
        var path = Path.Combine(Root, $"{name}-{number}");
        System.IO.Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>Puts a process (the leader of its own session) under the watchdog's care.</summary>
    public static void Guard(int pid) => Tell("add", pid);

    /// <summary>Takes an ended process out of the watchdog's care, before its id can belong to somebody else.</summary>
    public static void Release(int pid) => Tell("drop", pid);

    private static void Tell(string verb, int pid)
    {
        lock (Gate)
        {
            Watchdog.StandardInput.WriteLine($"{verb} {pid.ToString(CultureInfo.InvariantCulture)}");
            Watchdog.StandardInput.Flush();
        }
    }

    private static Process StartWatchdog()
    {
        // A session of its own, so that Ctrl-C in the terminal ends us and not the one who cleans up after us.
        var start = new ProcessStartInfo("setsid") { RedirectStandardInput = true };
        string[] arguments = ["sh", "-c", Script, "watchdog", Root, Environment.GetEnvironmentVariable("BRIDGE_KEEP") ?? ""];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException("setsid did not start.");
    }
}
