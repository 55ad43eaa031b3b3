using Bridge.Adapters;
using Bridge.Gateway.Delivery;

namespace Bridge.Gateway.Rooms;

// A group that is called otherwise from some time on: its room ends, and another takes its place.
internal sealed partial class Room
{
    /// <summary>The network tells, or is being asked, of this room: no client has to have it joined.</summary>
    private volatile bool _isComing;

    /// <summary>Whether the group has another address now; the clients may not have been told yet.</summary>
    public bool IsMoved { get; set; }

    /// <summary>Waits for the clients of the room that this one takes the place of.</summary>
    /// <param name="former">How that one was joined.</param>
    /// <returns>False when the room is just being closed.</returns>
    public bool Await(GroupJoin former)
    {
        lock (Gate)
        {
            if (IsClosed)
            {
                return false;
            }

            WantedNick = WantedNick.Length > 0 ? WantedNick : former.Name ?? "";
            Password ??= former.Password;
            if (Occupants.Count == 0)
            {
                Linger(LingerTime);
            }

            return true;
        }
    }

    /// <summary>Gives its place to another room. Not under the gate: two that were renamed to each other would wait for one another.</summary>
    private void Move(IncomingDelivery delivery, ChatReidentified moved)
    {
        lock (Account.MovingGate)
        {
            MoveAlone(delivery, moved);
        }
    }

    private void MoveAlone(IncomingDelivery delivery, ChatReidentified moved)
    {
        if (Account.SuccessorOf(this, moved) is not { } successor)
        {
            delivery.Settled();
            return;
        }

        Account.Move(moved);
        var wasLost = State == RoomState.Lost;
        successor._isComing = State != RoomState.Joining;
        _events.Moved(delivery, moved, successor.Jid);
        Account.Network.RoomKeeper.Changed(successor);
        if (wasLost && successor.State == RoomState.Joining)
        {
            // The network has not told of those who are there now.
            Account.JoinWhenUp(successor);
        }
    }
}
