using System.Globalization;
using Serilog;
using Serilog.Debugging;
using Serilog.Events;

namespace Bridge.Gateway.Configuration;

/// <summary>
/// The log: one line an entry on standard output. Levels are read by hand, because <c>ReadFrom.Configuration</c> scans assemblies
/// (20 to 35 ms and several MiB at every start); it is used only when the <c>Serilog</c> section asks for more than levels.
/// </summary>
internal static class LoggingSetup
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";
    private const string Level = "Serilog:MinimumLevel";

    /// <summary>Makes the logger; mistakes in the section are among the problems.</summary>
    public static Serilog.Core.Logger Create(IConfiguration configuration, ConfigurationProblems problems)
    {
        var section = configuration.GetSection("Serilog");
        var logging = new LoggerConfiguration().Enrich.FromLogContext();
        if (section.GetChildren().Any(c => !c.Key.Equals("MinimumLevel", StringComparison.OrdinalIgnoreCase)))
        {
            ReadEverything(configuration, logging, problems);
        }

        if (!section.GetSection("WriteTo").GetChildren().Any())
        {
            logging.WriteTo.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture);
        }

        ReadLevels(configuration, logging, problems);
        return logging.CreateLogger();
    }

    private static void ReadEverything(IConfiguration configuration, LoggerConfiguration logging, ConfigurationProblems problems)
    {
        // Serilog skips a sink that it does not know or cannot open without a word, and there would be no log to say so.
        SelfLog.Enable(Console.Error);
        try
        {
            logging.ReadFrom.Configuration(configuration);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or IOException)
        {
            problems.Error("Serilog", null, e.Message.TrimEnd('.'), "see docs/operations.md for what the section can hold");
        }
    }

    private static void ReadLevels(IConfiguration configuration, LoggerConfiguration logging, ConfigurationProblems problems)
    {
        logging.MinimumLevel.Is(ReadLevel(configuration, Level, problems) ?? ReadLevel(configuration, $"{Level}:Default", problems) ?? LogEventLevel.Information);
        logging.MinimumLevel.Override("Microsoft", LogEventLevel.Warning);
        foreach (var source in configuration.GetSection($"{Level}:Override").GetChildren())
        {
            if (ReadLevel(configuration, source.Path, problems) is { } level)
            {
                logging.MinimumLevel.Override(source.Key, level);
            }
        }
    }

    private static LogEventLevel? ReadLevel(IConfiguration configuration, string key, ConfigurationProblems problems)
    {
        var text = configuration[key];
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Enum.TryParse<LogEventLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level))
        {
            return level;
        }

        problems.Error(key, text, "is not a log level", $"use {string.Join(", ", Enum.GetNames<LogEventLevel>())}");
        return null;
    }
}
