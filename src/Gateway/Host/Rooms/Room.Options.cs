using Bridge.Gateway.Options;
using Bridge.Xmpp;

namespace Bridge.Gateway.Rooms;

// What the user has set for the room, and a room that stays while no client is in it.
internal sealed partial class Room
{
    /// <summary>What its options are set for.</summary>
    public OptionTarget Target => new(Account.User, Account.Key, _chat);

    /// <summary>Whether it stays joined on the network while no client is in it.</summary>
    public bool IsPersistent => Account.Network.Options.IsOn(CoreOptions.Persistent, Target);

    /// <summary>Whether what is said in it is kept for clients that join later.</summary>
    public bool RecordsHistory => Account.Network.Options.IsOn(CoreOptions.RecordHistory, Target);

    /// <summary>How many messages a client that joins is shown at most.</summary>
    public int MaxHistoryLength => Account.Network.Options.Number(CoreOptions.MaxHistoryLength, Target);

    /// <summary><see cref="IsPersistent"/> may be another: a room that nobody is in, and that nobody wants kept, is left.</summary>
    public void PersistenceChanged()
    {
        lock (Gate)
        {
            Account.Network.RoomKeeper.Changed(this);
            if (Occupants.Count == 0 && !IsClosed && !IsPersistent)
            {
                Linger(LeaveGrace);
            }
        }
    }

    /// <summary>The user leaves with all clients, whether the room is persistent or not.</summary>
    /// <param name="reason">For the clients and for the network.</param>
    public void LeaveForGood(string reason)
    {
        lock (Gate)
        {
            TakeOut(reason, StanzaError.RecipientUnavailable.WithText(reason), 110);
            IsClosed = true;
        }

        Close(reason, tellNetwork: true);
    }

    /// <summary>A room that was kept for the user is lost, and no client is in it to be told. Under the gate.</summary>
    public void TellIfNobodyIsIn(string what)
    {
        if (Occupants.Count == 0 && IsPersistent)
        {
            Account.Tell($"{Name ?? _chat.Value} {what}");
        }
    }

    /// <summary>Takes all clients out. Under the gate.</summary>
    /// <param name="text">For those who are in.</param>
    /// <param name="refusal">For those who are on their way in.</param>
    /// <param name="statuses">The statuses for those who are in.</param>
    private void TakeOut(string text, StanzaError refusal, params ReadOnlySpan<int> statuses)
    {
        _events.EndHolds();
        foreach (var occupant in Occupants)
        {
            Account.Network.Link.SendTracked(occupant.IsIn ? Gone(occupant, text, statuses) : RoomEvents.Refusal(this, occupant, refusal), null);
        }

        if (Occupants.Count > 0)
        {
            Occupants.Clear();
            Account.Network.RoomKeeper.Left(this);
        }
    }
}
