using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Store;

namespace Bridge.Gateway.Commands;

/// <summary>The commands about what is kept of the caller's rooms.</summary>
internal sealed class HistoryCommands(Network network, OwnAccounts own)
{
    private const string Nothing = "Nothing is kept of any room.", Address = "address";

    public IEnumerable<Command> All =>
    [
        new Command("forget-history", "Erase what the gateway keeps of a room", ForgetAsync)
        {
            Explanation = "Only of what you were shown; others have archives of their own. What your clients keep stays there, and what is said from now on is kept again.",
            FieldsOf = caller =>
            [
                new CommandField(Address, "Address of the room")
                {
                    Kind = CommandFieldKind.Choice,
                    IsRequired = true,
                    Parse = typed => own.RoomAddress(typed, caller),
                    LoadOptions = async (_, stop) => [.. (await KeptAsync(caller, stop)).Keys],
                    NothingToChoose = Nothing,
                },
            ],
            Confirm = static call => $"All that the gateway keeps for you of {call.Values[Address]} will be erased.",
        },
    ];

    private async Task<CommandOutcome> ForgetAsync(CommandCall call, CancellationToken stop)
    {
        if (!(await KeptAsync(call.Caller, stop)).TryGetValue(call.Values[Address], out var room))
        {
            return CommandOutcome.Failed(Nothing);
        }

        await network.Archives.Store.EraseAsync(room, stop);
        return new CommandOutcome($"Nothing is kept of {call.Values[Address]} any more.");
    }

    private async Task<Dictionary<string, RoomKey>> KeptAsync(CommandCaller caller, CancellationToken stop)
    {
        var stored = (await own.StoredAsync(caller, stop)).ToDictionary(static account => account.Id, static account => new AccountKey(account.Key));
        Dictionary<string, RoomKey> rooms = new(StringComparer.Ordinal);
        foreach (var room in await network.Archives.Store.ListAsync([.. stored.Keys], stop))
        {
            if (network.ToJid(new NetworkAddress(AddressKind.Group, stored[room.AccountId], room.Chat)) is { } jid)
            {
                rooms[jid.ToString()] = room;
            }
        }

        return rooms;
    }
}
