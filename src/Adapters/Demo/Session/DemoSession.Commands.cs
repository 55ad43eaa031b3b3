namespace Bridge.Adapters.Demo;

// The network's own commands.
internal sealed partial class DemoSession : IOffersCommands
{
    internal static readonly IReadOnlyList<NetworkCommand> AllCommands =
    [
        new("whois", "Tell who somebody is", [new LoginField("contact", "Contact")]),
        new("say", "Let a contact write to you", [new LoginField("contact", "Contact"), new LoginField("text", "Text")]),
        new("elsewhere", "Do something as on another device of yours", [new LoginField("contact", "Contact"), new LoginField("act", "What: say TEXT, edit TEXT, react EMOJI, delete or read")]),
        new("faults", "Break something", [new LoginField("command", "Command") { Default = "help" }]),
        new("fail", "Fail", []),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<NetworkCommand> Commands => AllCommands;

    /// <inheritdoc/>
    public Task<string> RunCommandAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken stop)
    {
        var account = Connected();
        var contact = values.GetValueOrDefault("contact", "");
        return Task.FromResult(name switch
        {
            "whois" => WhoIs(account, contact),
            "say" => Say(account, contact, values.GetValueOrDefault("text", "Hello")),
            "elsewhere" => Elsewhere(account, contact, values.GetValueOrDefault("act", "")),
            "faults" => FaultsContact.Apply(_network.Faults, values.GetValueOrDefault("command", "")),
            "fail" => throw new NetworkException(NetworkError.Forbidden, "This command always fails.") { Code = "demo.fail" },
            _ => throw new NetworkException(NetworkError.Unsupported, $"There is no command {name}."),
        });
    }

    private string WhoIs(DemoAccount account, string contact) => _network.Describe(account, contact) is { } profile
        ? $"{profile.Name ?? contact}\n{profile.Description}"
        : throw new NetworkException(NetworkError.NotFound, "There is nobody of this name.");

    private string Say(DemoAccount account, string contact, string text)
    {
        WhoIs(account, contact);
        _network.SayDirect(account, contact, MessageContent.FromText(text), replyTo: null);
        return "Done.";
    }

    private string Elsewhere(DemoAccount account, string contact, string act)
    {
        WhoIs(account, contact);
        return _network.ActFromOtherDevice(account, contact, act);
    }
}
