using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Delivery;

namespace Bridge.Gateway.Commands;

/// <summary>The command that says what works in a chat: to the control contact with an address, as a form at the chat's own address.</summary>
internal sealed class InfoCommand(Network network, AccountDirectory accounts, OwnAccounts own)
{
    private const string Address = "address";

    private readonly ILogger _log = network.Loggers.CreateLogger<InfoCommand>();

    public Command Command => new("info", "What works in a chat", RunAsync)
    {
        Explanation = "What the network takes of replies, corrections, reactions, files and the rest, and what becomes of what it does not take.",
        Places = CommandPlaces.Everywhere | CommandPlaces.Chat | CommandPlaces.Person,
        FieldsOf = caller =>
        [
            new CommandField(Address, "Address of the person or the room")
            {
                IsRequired = true,
                IsPlace = true,
                Parse = typed => own.ChatAddress(typed, caller) is { } address ? network.Adapter.Addresses.Format(address) : null,
                Refusal = "That is no address of a person or a room here.",
            },
        ],
    };

    private Task<CommandOutcome> RunAsync(CommandCall call, CancellationToken stop) => Task.FromResult(Describe(call));

    private CommandOutcome Describe(CommandCall call)
    {
        var scope = call.Caller.Scope;
        var address = scope is { Chat: { } here, Account: { } key } ? new NetworkAddress(AddressKind.Contact, key, here.Value)
            : network.Adapter.Addresses.TryParse(call.Values[Address], out var parsed) ? parsed
            : null;
        if (address is null)
        {
            return CommandOutcome.Failed("That is no address of a person or a room here.");
        }

        if (accounts.Find(call.Caller.User, address.Account)?.Session is not { } session || Limits.Ask(session, new ChatId(address.Id), _log) is not { } limits)
        {
            return CommandOutcome.Failed($"What works there is known while you are connected to {OwnAccounts.NameOf(network.Adapter.Descriptor, address.Account)}, and you are not.");
        }

        return new CommandOutcome(ChatDescription.Of(limits.Capabilities, session));
    }
}
