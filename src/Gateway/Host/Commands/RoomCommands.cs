using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Rooms;
using Bridge.Xmpp;

namespace Bridge.Gateway.Commands;

/// <summary>The commands about rooms of one's own.</summary>
internal sealed class RoomCommands(Network network, OwnAccounts own)
{
    private const string Field = "room", NoRoom = "You are in no room.";

    public IEnumerable<Command> All => !network.Adapter.Descriptor.HasGroups ? [] :
    [
        new Command("leave", "Leave a room for good", LeaveAsync)
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
                    LoadOptions = (_, _) => Task.FromResult<IReadOnlyList<string>>(
                        [.. RoomsOf(caller).Select(static room => room.Jid.ToString()), .. UnaskedOf(caller).Select(static unasked => unasked.Jid.ToString())]),
                    NothingToChoose = NoRoom,
                },
            ],
            Places = CommandPlaces.Everywhere | CommandPlaces.Chat,
        },
    ];

    private IEnumerable<Room> RoomsOf(CommandCaller caller) => own.Used(caller).SelectMany(static account => account.Rooms.Values)
        .Where(room => caller.Scope.Chat is not { } only || room.Chat == only).OrderBy(static room => room.Chat.Value, StringComparer.Ordinal);

    /// <summary>The groups that the caller is in and no client of theirs.</summary>
    private IEnumerable<(Account Account, ChatId Chat, Jid Jid)> UnaskedOf(CommandCaller caller) =>
        from account in own.Used(caller)
        from chat in account.Unasked
        where caller.Scope.Chat is not { } only || chat == only
        let jid = network.ToJid(new NetworkAddress(AddressKind.Group, account.Key, chat.Value))
        where jid is not null
        select (account, chat, jid);

    private async Task<CommandOutcome> LeaveAsync(CommandCall call, CancellationToken stop)
    {
        bool IsMeant(Jid jid) => call.Caller.Scope.Chat is not null || jid.ToString() == call.Values[Field];
        if (RoomsOf(call.Caller).FirstOrDefault(room => IsMeant(room.Jid)) is { } room)
        {
            room.LeaveForGood("you left");
            return new CommandOutcome($"{room.Chat.Value} is left.");
        }

        foreach (var (account, chat, _) in UnaskedOf(call.Caller).Where(unasked => IsMeant(unasked.Jid)).Take(1))
        {
            if (account.ForgetUnasked(chat) && account.Session is IHasGroups groups)
            {
                await groups.LeaveGroupAsync(chat, null, stop);
                return new CommandOutcome($"{chat.Value} is left.");
            }
        }

        return CommandOutcome.Failed(NoRoom);
    }
}
