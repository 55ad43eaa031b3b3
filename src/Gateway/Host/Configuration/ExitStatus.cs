namespace Bridge.Gateway.Configuration;

/// <summary>How the process ends.</summary>
internal static class ExitStatus
{
    /// <summary>Stopped as asked.</summary>
    public const int Stopped = 0;

    /// <summary>Something failed while running, or a mistake of ours.</summary>
    public const int Failed = 1;

    /// <summary>The operator must mend something first (EX_CONFIG of sysexits.h): starting again would end the same way.</summary>
    public const int Configuration = 78;
}
