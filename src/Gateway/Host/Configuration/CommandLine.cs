using Bridge.Gateway.Import;

namespace Bridge.Gateway.Configuration;

/// <summary>What the program was asked to do.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Usage: Bridge.Gateway [--config FILE] [--check-config]
               Bridge.Gateway import biboumi FILE [--network NAME] [--dry-run] [--config FILE]

          --config FILE    read this JSON file over appsettings.json
          --check-config   check the configuration, report every mistake, and end
          --version        print the version
          --help           print this; with import, what that does

        Environment variables go over both: Bridge__Server__Port=5347 sets Bridge:Server:Port.
        Exit status: 0 stopped as asked, 78 something in the configuration must be mended, 1 anything else.
        """;

    public const string ImportUsage = """
        Usage: Bridge.Gateway import biboumi FILE [--network NAME] [--dry-run] [--config FILE]

        Takes over what biboumi (8 or later) has stored in the SQLite database FILE: what its users have set, the archives of
        their channels, and who has which address among their contacts. FILE is only read. Stop biboumi and Bridge first. It can
        be broken off and run again: what Bridge has already stays as it is, and nothing comes twice.

          --network NAME   the IRC network of the configuration that gets it; needed when there are several
          --dry-run        look at all of it, say what would be carried over, and change nothing; Bridge may run meanwhile
          --config FILE    read this JSON file over appsettings.json

        Exit status: 0 done, 78 something must be mended first and nothing was done, 1 broken off.
        """;

    /// <summary>The file given with <c>--config</c>.</summary>
    public string? ConfigFile { get; private init; }

    /// <summary>Only check the configuration.</summary>
    public bool CheckOnly { get; private init; }

    /// <summary>How to call the program, or its version, when it is only to print that.</summary>
    public string? Print { get; private init; }

    /// <summary>What to take over from another gateway; null to serve.</summary>
    public ImportRequest? Import { get; private init; }

    /// <summary>What cannot be understood; null when all can.</summary>
    public string? Mistake { get; private init; }

    /// <summary>Reads the arguments.</summary>
    public static CommandLine Parse(IReadOnlyList<string> arguments) => arguments is ["import", ..] ? ParseImport(arguments) : ParseService(arguments);

    private static CommandLine ParseService(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine();
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--help" or "-h":
                    line = line with { Print = Usage };
                    break;
                case "--version":
                    line = line with { Print = $"Bridge {GatewaySetup.Version}" };
                    break;
                case "--check-config":
                    line = line with { CheckOnly = true };
                    break;
                case var argument when TryTake(arguments, ref i, "--config", out var file):
                    line = file is null ? line with { Mistake = "--config needs a file" } : line with { ConfigFile = file };
                    break;
                default:
                    line = line with { Mistake = $"{arguments[i]} is not an option" };
                    break;
            }

            if (line.Mistake is not null)
            {
                return line;
            }
        }

        return line;
    }

    private static CommandLine ParseImport(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine();
        List<string> words = [];
        var (network, isDryRun) = ((string?)null, false);
        for (var i = 1; i < arguments.Count; i++)
        {
            if (arguments[i] is "--help" or "-h")
            {
                return line with { Print = ImportUsage };
            }

            if (TryTake(arguments, ref i, "--config", out var file))
            {
                line = file is null ? line with { Mistake = "--config needs a file" } : line with { ConfigFile = file };
            }
            else if (TryTake(arguments, ref i, "--network", out var name))
            {
                (network, line) = name is null ? (null, line with { Mistake = "--network needs the name of a network" }) : (name, line);
            }
            else if (arguments[i] == "--dry-run")
            {
                isDryRun = true;
            }
            else if (arguments[i].StartsWith('-'))
            {
                line = line with { Mistake = $"{arguments[i]} is not an option of import" };
            }
            else
            {
                words.Add(arguments[i]);
            }
        }

        return line.Mistake is not null ? line
            : words is ["biboumi", var database] ? line with { Import = new ImportRequest(database, network, isDryRun) }
            : line with { Mistake = "import needs the name of a gateway, which is biboumi, and its database file" };
    }

    /// <summary>Takes an option with its value, which stands behind it or behind a <c>=</c>.</summary>
    /// <returns>Whether this is the option; its value is null when it has none.</returns>
    private static bool TryTake(IReadOnlyList<string> arguments, ref int i, string option, out string? value)
    {
        value = null;
        if (arguments[i] == option)
        {
            value = i + 1 < arguments.Count ? arguments[++i] : null;
            return true;
        }

        if (!arguments[i].StartsWith(option + "=", StringComparison.Ordinal))
        {
            return false;
        }

        value = arguments[i][(option.Length + 1)..];
        return true;
    }
}
