using Bridge.Gateway.Accounts;
using Bridge.Gateway.Rooms;

namespace Bridge.Gateway.Commands;

/// <summary>The commands about rooms of one's own.</summary>
internal sealed class RoomCommands(Network network, OwnAccounts own)
{
    private const string Field = "room", NoRoom = "You are in no room.";

    public IEnumerable<Command> All => !network.Adapter.Descriptor.HasGroups ? [] :
    [
        new Command("leave", "Leave a room for good", (call, _) => Task.FromResult(Leave(call)))
        {
            Explanation = "Takes all your clients out and leaves the room on the network, also one that stays while no client is there.",
            FieldsOf = caller =>
            [
                new CommandField(Field, "Room")
                {
                    Kind = CommandFieldKind.Choice,
                    IsRequired = true,
                    IsPlace = true,
                    Parse = typed => own.RoomAddress(typed, caller),
                    LoadOptions = (_, _) => Task.FromResult<IReadOnlyList<string>>([.. RoomsOf(caller).Select(static room => room.Jid.ToString())]),
                    NothingToChoose = NoRoom,
                },
            ],
            Places = CommandPlaces.Everywhere | CommandPlaces.Chat,
        },
    ];

    private IEnumerable<Room> RoomsOf(CommandCaller caller) => own.Used(caller).SelectMany(static account => account.Rooms.Values)
        .Where(room => caller.Scope.Chat is not { } only || room.Chat == only).OrderBy(static room => room.Chat.Value, StringComparer.Ordinal);

    private CommandOutcome Leave(CommandCall call)
    {
        var room = RoomsOf(call.Caller).FirstOrDefault(room => call.Caller.Scope.Chat is not null || room.Jid.ToString() == call.Values[Field]);
        if (room is null)
        {
            return CommandOutcome.Failed(NoRoom);
        }

        room.LeaveForGood("you left");
        return new CommandOutcome($"{room.Chat.Value} is left.");
    }
}
