namespace Bridge.Adapters;

/// <summary>Optional: commands of the network's own (WHOIS, raw lines), offered by the core as ad-hoc commands (XEP-0050) and in chat.</summary>
public interface IOffersCommands
{
    /// <summary>The commands the session knows.</summary>
    IReadOnlyList<NetworkCommand> Commands { get; }

    /// <summary>Runs one and returns what to show, lines separated by <c>\n</c>.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    Task<string> RunCommandAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken stop);

    /// <summary>Runs one whose answer may be more than words; that is what the core calls. By default it is the words.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    async Task<CommandAnswer> AnswerCommandAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken stop) =>
        new(await RunCommandAsync(name, values, stop).ConfigureAwait(false));
}
