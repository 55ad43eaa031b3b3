using System.Globalization;
using System.IO.Enumeration;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Commands that people give to a server.</summary>
internal sealed partial class IrcSession : IOffersCommands
{
    private const int MaxRaw = 510;
    private const int MaxListed = 50;
    private static readonly TimeSpan RawTimeout = TimeSpan.FromSeconds(10);

    internal static readonly IReadOnlyList<NetworkCommand> AllCommands =
    [
        new("whois", "Tell who somebody is", [new LoginField("nick", "Nick")]),
        new("list", "List the channels of the server, the largest first", [new LoginField("mask", "A part of the name or topic, or a mask such as #linux*") { Optional = true }]),
        new("away", "Say that you are away, or back", [new LoginField("text", "Why; nothing says that you are back") { Optional = true }]),
        new("mode", "Tell the modes of a channel, or change them", [new LoginField("channel", "Channel"), new LoginField("modes", "Modes and what they are about") { Optional = true }])
        {
            GroupField = "channel",
        },
        new("raw", "Send a line to the server as it is", [new LoginField("line", "Line of the IRC protocol")]),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<NetworkCommand> Commands => AllCommands;

    /// <inheritdoc/>
    public async Task<CommandAnswer> AnswerCommandAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (name != "list")
            return new CommandAnswer(await RunCommandAsync(name, values, stop).ConfigureAwait(false));
        var found = await ListAsync(values.GetValueOrDefault("mask"), stop).ConfigureAwait(false);
        return new CommandAnswer(Spoken(found)) { Groups = found };
    }

    /// <inheritdoc/>
    public Task<string> RunCommandAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(values);
        return name switch
        {
            "whois" => WhoisAsync(new ContactId(values.GetValueOrDefault("nick", "")), stop),
            "list" => SayListAsync(values.GetValueOrDefault("mask"), stop),
            "away" => AskAsync(values.TryGetValue("text", out var text) ? "AWAY :" + text : "AWAY", stop),
            "mode" => ModeAsync(new ChatId(values.GetValueOrDefault("channel", "")), values.GetValueOrDefault("modes"), stop),
            "raw" => AskAsync(values.GetValueOrDefault("line", ""), stop),
            _ => throw new NetworkException(NetworkError.Unsupported, $"There is no command {name}."),
        };
    }

    private async Task<string> WhoisAsync(ContactId nick, CancellationToken stop)
    {
        if (await DescribeContactAsync(nick, stop).ConfigureAwait(false) is not { } profile)
            throw new NetworkException(NetworkError.NotFound, "There is nobody of this nick now.");
        return string.Join('\n', new[] { profile.Name, profile.Handle, profile.Description }.Where(static line => line is { Length: > 0 }));
    }

    private async Task<string> SayListAsync(string? mask, CancellationToken stop) => Spoken(await ListAsync(mask, stop).ConfigureAwait(false));

    /// <summary>The channels that a mask or a part of the name or topic fits, the largest first.</summary>
    private async Task<IReadOnlyList<GroupListing>> ListAsync(string? mask, CancellationToken stop)
    {
        var isMask = mask?.AsSpan().IndexOfAny('*', '?') >= 0;
        var channels = await ListGroupsAsync(isMask ? null : mask, stop).ConfigureAwait(false);
        return [.. channels.Where(channel => !isMask || FileSystemName.MatchesSimpleExpression(mask, channel.Name))
            .OrderByDescending(static channel => channel.Members ?? 0).ThenBy(static channel => channel.Name, StringComparer.Ordinal)];
    }

    private static string Spoken(IReadOnlyList<GroupListing> found)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Channels: {found.Count}");
        foreach (var channel in found.Take(MaxListed))
            text.Append(CultureInfo.InvariantCulture, $"\n{channel.Name} ({channel.Members?.ToString(CultureInfo.InvariantCulture) ?? "?"}){(channel.Topic is null ? "" : ": ")}{channel.Topic}");
        if (found.Count > MaxListed)
            text.Append(CultureInfo.InvariantCulture, $"\nThese are the largest {MaxListed}. A part of a name or a mask shows others; a client that browses services shows all.");
        return text.ToString();
    }

    private Task<string> ModeAsync(ChatId group, string? modes, CancellationToken stop)
    {
        var name = Live().Channels.Find(group.Value)?.Name ?? ChannelName(group);
        return AskAsync(string.IsNullOrWhiteSpace(modes) ? $"MODE {name}" : $"MODE {name} {modes.Trim()}", stop);
    }

    private async Task<string> AskAsync(string line, CancellationToken stop)
    {
        if (IrcOptions.FindProblem(line, MaxRaw) is { } problem)
            throw new NetworkException(NetworkError.Malformed, $"That cannot be sent: {problem}.");
        var connection = Live();
        var barrier = connection.Requests.NewBarrier();
        var request = new RawRequest(line, barrier);
        connection.Presence.SaidByHand(line);
        connection.Nick.SaidByHand(line);
        try
        {
            await connection.Requests.QueryAsync(
                request, output => output.Text(line).End().Raw("PING :"u8).Text(barrier).End(), RawTimeout, stop).ConfigureAwait(false);
        }
        catch (NetworkException failure) when (failure.Error == NetworkError.TimedOut)
        {
            return $"{request.Said}\nThe server has not said more within {RawTimeout.TotalSeconds} seconds.".TrimStart();
        }
        return request.Said.Length > 0 ? request.Said : "The server has taken it and answers nothing.";
    }
}
