using Microsoft.Extensions.Logging;

namespace Bridge.Adapters;

/// <summary>What the host gives an adapter for one configured network.</summary>
public sealed record AdapterContext
{
    /// <summary>The network's key in the configuration, for example <c>irc</c>.</summary>
    public required string NetworkName { get; init; }

    /// <summary>
    /// The network's <c>Settings</c> section, flattened with <c>:</c> between levels (<c>Servers:irc.libera.chat:Port</c>), keys compared
    /// without regard to case. Values may be secrets: never log them.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>A folder of the adapter's own for files, existing and private to it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The only clock and timer source an adapter uses.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>For loggers. Message bodies and secrets never go into a log.</summary>
    public required ILoggerFactory Loggers { get; init; }
}
