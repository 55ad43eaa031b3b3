using System.Xml.Linq;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;

namespace Bridge.Gateway.Rooms;

/// <summary>
/// A client that is being shown a room, or waits for that. What is said meanwhile is kept for it until it has seen who is there. Under the room's
/// gate.
/// </summary>
/// <param name="room">The room.</param>
/// <param name="occupant">The client.</param>
/// <param name="history">What was said before it came, that it is to be shown.</param>
internal sealed class RoomShow(Room room, RoomOccupant occupant, IReadOnlyList<RoomHistoryEntry> history)
{
    private readonly List<(XElement Stanza, IProvable? Owner)> _later = [];

    public Account Account => room.Account;

    public RoomOccupant Occupant => occupant;

    public IReadOnlyList<RoomHistoryEntry> History => history;

    /// <summary>What is to be written, made one by one; null as long as it is not this client's turn.</summary>
    public IEnumerator<XElement>? Stanzas { get; set; }

    /// <summary>Writes some of it.</summary>
    /// <returns>Whether there is more.</returns>
    public bool WritePortion() => room.WritePortion(this);

    /// <summary>Keeps a stanza until the client has been shown the room.</summary>
    public void Keep(XElement stanza, IProvable? owner)
    {
        _later.Add((stanza, owner));
        Account.Held(1);
    }

    /// <summary>The client has been shown the room: what was kept goes out.</summary>
    public void Complete()
    {
        occupant.Show = null;
        foreach (var (stanza, owner) in _later)
        {
            Account.Network.Link.SendTracked(stanza, owner);
        }

        Forget();
    }

    /// <summary>The rest cannot be shown.</summary>
    public void End()
    {
        lock (room.Gate)
        {
            if (occupant.Show == this)
            {
                Complete();
            }
        }
    }

    /// <summary>The client is gone, and what was kept for it like what is on its way to it.</summary>
    public void Cancel()
    {
        occupant.Show = null;
        foreach (var (_, owner) in _later)
        {
            owner?.Proved();
        }

        Forget();
    }

    private void Forget()
    {
        Account.Held(-_later.Count);
        _later.Clear();
    }
}
