using System.Diagnostics;

namespace Bridge.Benchmarks;

/// <summary>Runs a piece of work over and over and prints rate, CPU and allocation for each, as medians of rounds.</summary>
internal static class Measurement
{
    private const int Rounds = 7;

    /// <summary>Measures work that ends within the call.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="count">How often the work runs within one round.</param>
    /// <param name="round">Runs the work that many times.</param>
    public static void Run(string name, int count, Action<int> round)
    {
        round(count);
        var nanoseconds = new double[Rounds];
        var cpu = new double[Rounds];
        var bytes = new double[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var used = Environment.CpuUsage.TotalTime;
            var started = Stopwatch.GetTimestamp();
            round(count);
            nanoseconds[i] = Stopwatch.GetElapsedTime(started).TotalNanoseconds / count;
            cpu[i] = (Environment.CpuUsage.TotalTime - used).TotalMicroseconds / count;
            bytes[i] = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)count;
        }

        Array.Sort(nanoseconds);
        Array.Sort(cpu);
        Array.Sort(bytes);
        Console.WriteLine($"{name,-44} {1e9 / nanoseconds[Rounds / 2],12:N0} /s {cpu[Rounds / 2],8:N2} us CPU {bytes[Rounds / 2],8:N0} B");
    }
}
