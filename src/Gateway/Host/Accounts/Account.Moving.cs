using Bridge.Adapters;
using Bridge.Gateway.Rooms;
using Bridge.Store;

namespace Bridge.Gateway.Accounts;

// Chats that get another id on the network.
internal sealed partial class Account
{
    /// <summary>
    /// Held while a room gives its place to another, before the gate of either: of two that are renamed to each other at once, each would end as the other's
    /// successor, and the account would have no room left.
    /// </summary>
    public Lock MovingGate { get; } = new();

    /// <summary>What was kept of a chat is that of its new id from now on.</summary>
    public void Move(ChatReidentified moved) => Network.Journal.Move(new ChatMove(Id, moved.Former.Value, moved.Current.Value)
    {
        Moved = () => Network.Options.Moved(Target with { Chat = moved.Former }, moved.Current),
    });

    /// <summary>The room that takes the place of one whose group is called otherwise now; made when there is none. Null where it has no address.</summary>
    public Room? SuccessorOf(Room former, ChatReidentified moved)
    {
        if (moved.Former == moved.Current || Network.ToJid(new NetworkAddress(AddressKind.Group, Key, moved.Current.Value)) is not { } jid)
        {
            return null;
        }

        former.IsMoved = true;
        Follow(moved);
        while (true)
        {
            var successor = Rooms.GetOrAdd(moved.Current.Value, static (_, made) => new Room(made.Account, made.Current, made.Jid), (Account: this, moved.Current, Jid: jid));
            if (successor.Await(former.JoinOptions))
            {
                return successor;
            }

            Rooms.TryRemove(new KeyValuePair<string, Room>(moved.Current.Value, successor));
        }
    }

    /// <summary>What is being fetched by the former id is fetched by the new one no second time.</summary>
    private void Follow(ChatReidentified moved)
    {
        if (_backfills?.TryGetValue(moved.Former.Value, out var backfill) == true && _backfills.TryAdd(moved.Current.Value, backfill) && backfill.IsOver)
        {
            End(backfill);
        }
    }

    /// <summary>What comes next is of the new id, and must find its room; the clients of the former are told in the order of what was said there.</summary>
    private void Expect(ChatReidentified moved)
    {
        if (Rooms.TryGetValue(moved.Former.Value, out var former))
        {
            SuccessorOf(former, moved);
        }
        else
        {
            Move(moved);
        }
    }
}
