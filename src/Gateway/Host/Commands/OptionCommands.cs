using System.Text;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Options;
using Bridge.Store;

namespace Bridge.Gateway.Commands;

/// <summary>The commands by which users see and set options: for a network, an account, a room.</summary>
internal sealed class OptionCommands(Network network, AccountDirectory accounts, OwnAccounts own)
{
    private const string Key = "option", Value = "value", Reconnect = "reconnect", Inherit = "inherit", Yes = "yes", No = "no";
    private const CommandPlaces Places = CommandPlaces.Everywhere | CommandPlaces.Chat;
    private const string Hint = "“set OPTION VALUE” changes one, “unset OPTION” makes it inherited again.";

    private readonly OptionEffects _effects = new(network, accounts);

    public IEnumerable<Command> All => [Configure, Options, Set, Unset, Again];

    private Command Options => new("options", "Show your settings, and where each comes from", (call, _) => Task.FromResult(List(call)))
    {
        Explanation = "A room inherits from its account, that from what you have set for the whole network, those from the gateway's configuration.",
        FieldsOf = caller => [own.PlaceField(caller)],
        Places = Places,
    };

    private Command Configure => new("configure", "Change your settings", ConfigureAsync)
    {
        Explanation = "What you leave empty is inherited. Passwords are never shown: one that you leave empty stays as it is; “unset” removes it.",
        FieldsOf = FormOf,
        InChat = new Command("configure", "Show your settings and how to change them", (call, _) => Task.FromResult(List(call)))
        {
            FieldsOf = caller => [own.PlaceField(caller)],
            Places = Places,
        },
        Places = Places,
    };

    private Command Set => new("set", "Change one of your settings", SetAsync)
    {
        Explanation = "“options” lists them. Your client may keep what you write here: use its form for commands where it has one, or delete the message "
            + "with the password.",
        FieldsOf = caller =>
        [
            KeyField(caller),
            new CommandField(Value, "Value") { Kind = CommandFieldKind.SecretLines, IsRequired = true, MaxLength = OptionText.MaxText },
            own.PlaceField(caller),
        ],
        Places = Places,
    };

    private Command Unset => new("unset", "Let one of your settings be inherited again", UnsetAsync)
    {
        FieldsOf = caller => [KeyField(caller), own.PlaceField(caller)],
        Places = Places,
    };

    private Command Again => new("reconnect", "Disconnect and connect again, with the settings as they are now", ReconnectAsync)
    {
        Explanation = "Your clients stay in their rooms, which are joined again.",
        Fields = [own.RunningField()],
    };

    private CommandField KeyField(CommandCaller caller) => new(Key, "Option")
    {
        Kind = CommandFieldKind.Choice,
        IsRequired = true,
        Options = [.. network.Options.All.Where(option => IsWithin(option, OwnAccounts.TargetOf(caller).Level)).Select(static option => option.Key)],
    };

    /// <summary>Whether an option may be set at a level or for something below it.</summary>
    private static bool IsWithin(AccountOption option, OptionLevels level) => level switch
    {
        OptionLevels.Network => true,
        OptionLevels.Account => (option.Levels & (OptionLevels.Account | OptionLevels.Chat)) != OptionLevels.None,
        _ => option.Levels.HasFlag(level),
    };

    private CommandOutcome List(CommandCall call)
    {
        var target = own.TargetOf(call);
        var lines = new StringBuilder("Settings for ").Append(NameOf(target)).Append(':');
        foreach (var option in network.Options.At(target.Level))
        {
            var value = network.Options.Resolve(option, target);
            lines.Append('\n').Append(option.Key).Append(": ")
                .Append(!value.IsSet ? "not set" : value.Value is { } shown ? OptionText.Show(option, shown) : "set, not shown");
            if (value.IsSet)
            {
                lines.Append(" (").Append(From(value.Origin, target)).Append(')');
            }
        }

        return new CommandOutcome(lines.Append('\n').Append(Hint).ToString());
    }

    private List<CommandField> FormOf(CommandCaller caller)
    {
        var target = OwnAccounts.TargetOf(caller);
        List<CommandField> fields = [.. network.Options.At(target.Level).Select(option => FieldOf(option, target))];
        if (target is { Account: { } key, Chat: null } && accounts.Find(caller.User, key) is { IsRunning: true })
        {
            fields.Add(new CommandField(Reconnect, "Connect again now, if a change needs it")
            {
                Kind = CommandFieldKind.Choice,
                Options = [No, Yes],
                Default = No,
            });
        }

        return fields;
    }

    private CommandField FieldOf(AccountOption option, OptionTarget target)
    {
        var own = network.Options.SetFor(target).GetValueOrDefault(option.Key);
        var now = network.Options.Resolve(option, target);
        var field = new CommandField(option.Key, $"{option.Title}{About(option, now, own is not null, target)}")
        {
            Explanation = option.Explanation ?? "",
            IsClearable = !option.Secret,
            MaxLength = option.Kind == OptionKind.Lines ? OptionText.MaxText : OptionText.MaxLine,
        };
        return option.Kind switch
        {
            OptionKind.Lines when option.Secret => field with { Kind = CommandFieldKind.SecretLines },
            OptionKind.Lines => field with { Kind = CommandFieldKind.Lines, Default = own?.Value },
            OptionKind.Switch => AsChoice(field, [Yes, No], own?.Value is { } value ? OptionText.Show(option, value) : null),
            OptionKind.Choice => AsChoice(field, option.Choices, own?.Value),
            _ when option.Secret => field with { Kind = CommandFieldKind.Secret },
            _ => field with { Default = own?.Value },
        };
    }

    private static CommandField AsChoice(CommandField field, IReadOnlyList<string> choices, string? value) =>
        field with { Kind = CommandFieldKind.Choice, Options = [Inherit, .. choices], Default = value ?? Inherit };

    private string About(AccountOption option, OptionValue now, bool isOwn, OptionTarget target) => (option.Secret, isOwn, now.IsSet) switch
    {
        (true, true, _) => " (set)",
        (true, false, true) => $" (set {From(now.Origin, target)})",
        (false, false, true) => $" ({OptionText.Show(option, now.Value ?? "")}, {From(now.Origin, target)})",
        _ => "",
    };

    private string From(OptionOrigin origin, OptionTarget target) => origin switch
    {
        OptionOrigin.Chat => "set here",
        OptionOrigin.Account => target.Level == OptionLevels.Account ? "set here" : $"from {own.NameOf(target.Account!.Value)}",
        OptionOrigin.Network => target.Level == OptionLevels.Network ? "set here" : "from your settings for the network",
        OptionOrigin.Configuration => "from the gateway's configuration",
        _ => "default",
    };

    private string NameOf(OptionTarget target) => target switch
    {
        { Chat: { } chat } => chat.Value,
        { Account: { } account } => own.NameOf(target.User, account),
        _ => $"all of your accounts on {network.Adapter.Descriptor.DisplayName}",
    };

    private async Task<CommandOutcome> SetAsync(CommandCall call, CancellationToken stop)
    {
        var target = own.TargetOf(call);
        if (Find(call, target, out var refusal) is not { } option)
        {
            return refusal!;
        }

        return network.Options.Read(option, target, call.Values[Value], out var value) is { } problem
            ? CommandOutcome.Failed($"{option.Title}: {problem}.")
            : await StoreAsync(target, [new OptionChange(option.Key, value, option.Secret)], reconnects: false, stop);
    }

    private async Task<CommandOutcome> UnsetAsync(CommandCall call, CancellationToken stop)
    {
        var target = own.TargetOf(call);
        return Find(call, target, out var refusal) is not { } option ? refusal!
            : !network.Options.SetFor(target).ContainsKey(option.Key) ? CommandOutcome.Failed($"“{option.Key}” is not set for {NameOf(target)}.")
            : await StoreAsync(target, [new OptionChange(option.Key, null, option.Secret)], reconnects: false, stop);
    }

    private AccountOption? Find(CommandCall call, OptionTarget target, out CommandOutcome? refusal)
    {
        var option = network.Options.Find(call.Values[Key])!;
        refusal = option.Levels.HasFlag(target.Level) ? null : CommandOutcome.Failed($"“{option.Key}” cannot be set for {NameOf(target)}.");
        return refusal is null ? option : null;
    }

    private async Task<CommandOutcome> ConfigureAsync(CommandCall call, CancellationToken stop)
    {
        var target = own.TargetOf(call);
        var now = network.Options.SetFor(target);
        List<OptionChange> changes = [];
        List<string> problems = [];
        foreach (var option in network.Options.At(target.Level))
        {
            // What a client leaves out of its form stays as it is.
            if (!call.Values.TryGetValue(option.Key, out var text))
            {
                continue;
            }

            var isInherited = text.Length == 0 || (text == Inherit && option.Kind is OptionKind.Switch or OptionKind.Choice);
            var value = "";
            if (!isInherited && network.Options.Read(option, target, text, out value) is { } problem)
            {
                problems.Add($"{option.Title}: {problem}.");
            }
            else if (isInherited ? now.ContainsKey(option.Key) : option.Secret || now.GetValueOrDefault(option.Key)?.Value != value)
            {
                changes.Add(new OptionChange(option.Key, isInherited ? null : value, option.Secret));
            }
        }

        return problems.Count > 0 ? CommandOutcome.Failed(string.Join('\n', problems)) with { CanBeMended = true }
            : changes.Count == 0 ? new CommandOutcome("Nothing is changed.")
            : await StoreAsync(target, changes, call.Values.GetValueOrDefault(Reconnect) == Yes, stop);
    }

    private async Task<CommandOutcome> StoreAsync(OptionTarget target, IReadOnlyCollection<OptionChange> changes, bool reconnects, CancellationToken stop)
    {
        if (target.Account is { } key)
        {
            accounts.GetOrCreate(target.User, key);
        }

        await network.Options.SetAsync(target, changes, stop);
        var later = _effects.Apply(target, [.. changes.Select(static change => change.Name)]);
        if (later.Count == 0)
        {
            return new CommandOutcome("Stored.");
        }

        if (!reconnects)
        {
            return new CommandOutcome($"Stored. It is used from the next connection to {Names(later)} on; “reconnect” makes one now.");
        }

        foreach (var account in later)
        {
            await account.RestartAsync("connecting with your new settings", stop);
        }

        return new CommandOutcome($"Stored. Connecting to {Names(later)} with it; “status” tells how it went.");
    }

    private string Names(IEnumerable<Account> some) => string.Join(", ", some.Select(account => own.NameOf(account.Key)));

    private async Task<CommandOutcome> ReconnectAsync(CommandCall call, CancellationToken stop)
    {
        var key = OwnAccounts.KeyOf(call);
        if (accounts.Find(call.Caller.User, key) is not { IsRunning: true } account)
        {
            return CommandOutcome.Failed(OwnAccounts.NoneUsed);
        }

        await account.RestartAsync("connecting again, as you asked", stop);
        return new CommandOutcome($"Connecting to {own.NameOf(key)}; “status” tells how it went.");
    }
}
