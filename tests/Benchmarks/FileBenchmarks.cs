using System.Diagnostics;
using System.Globalization;
using Bridge.Adapters;
using Bridge.Adapters.Demo;
using Bridge.Gateway.Configuration;
using Bridge.Gateway.Media.Remote;

namespace Bridge.Benchmarks;

/// <summary>
/// Large files from a web server, in a process of its own, to the demo network: what each takes of memory and time. Linux alone tells the peak.
/// </summary>
internal static class FileBenchmarks
{
    private const int Bytes = 100 * 1024 * 1024;

    private static readonly string Memory = "/proc/self/status", Forget = "/proc/self/clear_refs";

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-bench-").FullName;
        using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. OwnArguments(), BenchmarkFileServer.Argument, Bytes.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        try
        {
            var said = (await server.StandardOutput.ReadLineAsync())!.Split(' ');
            var (plain, encrypted, certificate) = (new Uri(said[0]), new Uri(said[1]), said[2]);
            var media = new MediaConfiguration(2L * Bytes) { AllowedHosts = [new AllowedHost(plain.Host, plain.Port), new AllowedHost(encrypted.Host, encrypted.Port)] };
            using var files = new RemoteFiles(media, folder, TimeProvider.System, (_, shown, _, _) => shown?.GetCertHashString() == certificate);
            for (var round = 0; round < 3; round++)
            {
                await MeasureAsync(files, "file of 100 MiB to the network", plain);
                await MeasureAsync(files, "file of 100 MiB to the network, aesgcm", encrypted);
            }
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(RemoteFiles files, string name, Uri address)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        await File.WriteAllTextAsync(Forget, "5");
        var (before, allocated, cpu, started) = (Status("VmRSS"), GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await using (var transfer = new FileTransfer(files, "bench@localhost", new FileLimits(Capabilities.PlainText, files.Most)))
        {
            var message = new OutgoingMessage { Token = new SendToken("t"), Chat = new ChatId("echo"), Content = new MessageContent { Parts = [new FilePart(new SentFile([address]))] } };
            var prepared = await transfer.PrepareAsync(message, CancellationToken.None);
            var stored = await DemoFile.StoreAsync(((FilePart)prepared.Content.Parts[0]).File, files.Most, CancellationToken.None);
            if (stored?.Length != Bytes)
            {
                throw new InvalidOperationException("The file did not arrive whole.");
            }
        }

        var took = Stopwatch.GetElapsedTime(started);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-44} {took.TotalMilliseconds,6:N0} ms {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds,6:N0} ms CPU {(GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1024,8:N0} KiB allocated, resident {before / 1024,4:N0} MiB, at most {Status("VmHWM") / 1024,4:N0} MiB"));
    }

    /// <summary>A figure of the kernel's, in KiB.</summary>
    private static long Status(string name) => long.Parse(
        File.ReadLines(Memory).First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>How this program is started, when it is not a program by itself.</summary>
    private static IEnumerable<string> OwnArguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(FileBenchmarks).Assembly.Location] : [];
}
