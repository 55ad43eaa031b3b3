using System.Globalization;

namespace Bridge.Gateway.Import;

/// <summary>Says how far long work is, every few seconds.</summary>
internal sealed class ImportProgress(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private long _told = time.GetTimestamp();

    /// <summary>Says it when it is time to.</summary>
    /// <param name="what">What is being done.</param>
    /// <param name="done">How far it is.</param>
    /// <param name="all">How far it goes.</param>
    public void Tell(string what, long done, long all)
    {
        // Asking the clock costs more than most rows do.
        if (done % 1000 != 0 || time.GetElapsedTime(_told) < Interval)
        {
            return;
        }

        _told = time.GetTimestamp();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: row {done} of {all}"));
    }
}
