using System.Reflection;
using Bridge.Adapters;
using Bridge.Gateway.Import;
using Bridge.Gateway.Plugins;
using Serilog.Extensions.Logging;

namespace Bridge.Gateway.Configuration;

/// <summary>
/// Everything that is decided before the first socket opens: the configuration, who may do what, the log and the adapters. Either
/// all of it is in order, or every mistake has been printed and only an exit status is left.
/// </summary>
internal sealed partial class GatewaySetup : IDisposable
{
    private readonly IReadOnlyList<ConfigurationProblem> _warnings;

    private GatewaySetup(
        BridgeConfiguration configuration,
        IReadOnlyList<ConfiguredNetwork> networks,
        SerilogLoggerFactory loggers,
        IReadOnlyList<ConfigurationProblem> warnings)
    {
        (Configuration, Networks, Loggers, _warnings) = (configuration, networks, loggers, warnings);
        Access = new AccessPolicy(configuration.Access);
    }

    /// <summary>The version people see, without the build's own suffix.</summary>
    public static string Version { get; } =
        typeof(GatewaySetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The checked configuration.</summary>
    public BridgeConfiguration Configuration { get; }

    /// <summary>Who may do what.</summary>
    public AccessPolicy Access { get; }

    /// <summary>The networks with their adapters.</summary>
    public IReadOnlyList<ConfiguredNetwork> Networks { get; }

    /// <summary>The loggers of the whole process.</summary>
    public SerilogLoggerFactory Loggers { get; }

    /// <summary>What to take over from another gateway instead of serving; null to serve.</summary>
    public ImportRequest? Import { get; private init; }

    /// <summary>Prepares everything. Without a setup the process ends with the status.</summary>
    public static (GatewaySetup? Setup, int Status) Prepare(
        IReadOnlyList<string> arguments,
        IReadOnlyList<INetworkAdapterFactory> builtIn,
        TimeProvider time,
        TextWriter output,
        TextWriter error)
    {
        var line = CommandLine.Parse(arguments);
        if (line.Mistake is not null)
        {
            error.WriteLine($"error: {line.Mistake}; --help shows how to call Bridge.Gateway.");
            return (null, ExitStatus.Configuration);
        }

        if (line.Print is not null)
        {
            output.WriteLine(line.Print);
            return (null, ExitStatus.Stopped);
        }

        var problems = new ConfigurationProblems();
        var setup = ConfigurationFiles.Load(AppContext.BaseDirectory, line.ConfigFile, problems) is { } files
            ? Prepare(files, builtIn, time, line, problems = new ConfigurationProblems(files))
            : null;
        if (setup is null || line.CheckOnly)
        {
            Print(problems, error);
            if (setup is not null)
            {
                output.WriteLine($"The configuration is in order: {setup.Describe()}.");
            }

            setup?.Dispose();
            return (null, setup is null ? ExitStatus.Configuration : ExitStatus.Stopped);
        }

        if (setup.Import is null)
        {
            setup.LogStart();
        }
        else
        {
            Print(problems, error);
        }

        return (setup, ExitStatus.Stopped);
    }

    /// <summary>Prints mistakes and warnings, a line each.</summary>
    public static void Print(ConfigurationProblems problems, TextWriter error)
    {
        foreach (var problem in problems.Errors)
        {
            error.WriteLine($"error: {problem}");
        }

        foreach (var warning in problems.Warnings)
        {
            error.WriteLine($"warning: {warning}");
        }
    }

    public void Dispose() => Loggers.Dispose();

    private static GatewaySetup? Prepare(
        IConfiguration files,
        IReadOnlyList<INetworkAdapterFactory> builtIn,
        TimeProvider time,
        CommandLine line,
        ConfigurationProblems problems)
    {
        var loggers = new SerilogLoggerFactory(LoggingSetup.Create(files, problems), dispose: true);
        var configuration = new ConfigurationReader(files, problems).Read();
        var networks = new AdapterCatalog(builtIn, loggers, time).CreateAdapters(configuration, problems);
        if (line.CheckOnly || line.Import is { IsDryRun: true })
        {
            DataDirectory.Check(configuration.DataDirectory, problems);
        }
        else
        {
            Claim(configuration, listens: line.Import is null, problems);
        }

        if (problems.Errors.Count == 0)
        {
            return new GatewaySetup(configuration, networks, loggers, problems.Warnings) { Import = line.Import };
        }

        loggers.Dispose();
        return null;
    }

    // What only a real start may do: make folders, try the port.
    private static void Claim(BridgeConfiguration configuration, bool listens, ConfigurationProblems problems)
    {
        DataDirectory.Prepare(configuration.DataDirectory, problems);
        if (listens && configuration.Admin is { Url.Port: not 0 } admin)
        {
            ListenAddress.CheckFree(ListenAddress.AdminKey, admin.Url, problems);
        }

        if (listens && configuration.Media.Hosting is { Listen.Port: not 0 } hosting)
        {
            ListenAddress.CheckFree(ListenAddress.MediaKey, hosting.Listen, problems);
        }

        if (problems.Errors.Count == 0)
        {
            configuration.Networks.Select(n => AdapterCatalog.FolderOf(configuration, n)).ToList().ForEach(DataDirectory.Create);
        }
    }

    private string Describe() => string.Join(", ", Networks.Select(n => $"{n.Configuration.Name} at {n.Configuration.Domain}"));

    private void LogStart()
    {
        var logger = Loggers.CreateLogger("Bridge");
        LogVersion(logger, Version, Describe(), Configuration.Server.Host, Configuration.Server.Port);
        foreach (var warning in _warnings)
        {
            LogWarning(logger, warning);
        }
    }

    [LoggerMessage(4000, LogLevel.Information, "Bridge {Version} starts with {Networks} for the XMPP server at {Host}:{Port}")]
    private static partial void LogVersion(ILogger logger, string version, string networks, string host, int port);

    [LoggerMessage(4001, LogLevel.Warning, "Configuration: {Warning}")]
    private static partial void LogWarning(ILogger logger, ConfigurationProblem warning);
}
