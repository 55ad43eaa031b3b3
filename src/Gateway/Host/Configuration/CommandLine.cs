namespace Bridge.Gateway.Configuration;

/// <summary>What the program was asked to do.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Usage: Bridge.Gateway [--config FILE] [--check-config]

          --config FILE    read this JSON file over appsettings.json
          --check-config   check the configuration, report every mistake, and end
          --version        print the version
          --help           print this

        Environment variables go over both: Bridge__Server__Port=5347 sets Bridge:Server:Port.
        Exit status: 0 stopped as asked, 78 something in the configuration must be mended, 1 anything else.
        """;

    /// <summary>The file given with <c>--config</c>.</summary>
    public string? ConfigFile { get; private init; }

    /// <summary>Only check the configuration.</summary>
    public bool CheckOnly { get; private init; }

    /// <summary>Only print how to call the program.</summary>
    public bool Help { get; private init; }

    /// <summary>Only print the version.</summary>
    public bool Version { get; private init; }

    /// <summary>What cannot be understood; null when all can.</summary>
    public string? Mistake { get; private init; }

    /// <summary>Reads the arguments.</summary>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine();
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--help" or "-h":
                    line = line with { Help = true };
                    break;
                case "--version":
                    line = line with { Version = true };
                    break;
                case "--check-config":
                    line = line with { CheckOnly = true };
                    break;
                case "--config" when i + 1 < arguments.Count:
                    line = line with { ConfigFile = arguments[++i] };
                    break;
                case "--config":
                    return line with { Mistake = "--config needs a file" };
                case var argument when argument.StartsWith("--config=", StringComparison.Ordinal):
                    line = line with { ConfigFile = argument["--config=".Length..] };
                    break;
                default:
                    return line with { Mistake = $"{arguments[i]} is not an option" };
            }
        }

        return line;
    }
}
