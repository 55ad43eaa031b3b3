using System.Xml.Linq;
using Bridge.Gateway.Accounts;

namespace Bridge.Gateway.Rooms;

/// <summary>
/// A client that is being shown a room, or waits for that: who is there, then what was said before, and the subject. What happens meanwhile is kept
/// back at the client. Under the room's gate.
/// </summary>
/// <param name="room">The room.</param>
/// <param name="occupant">The client.</param>
/// <param name="withHistory">Whether it is to be shown what was said before it came.</param>
internal sealed class RoomShow(Room room, RoomOccupant occupant, bool withHistory)
{
    public Account Account => room.Account;

    public RoomOccupant Occupant => occupant;

    public bool WithHistory => withHistory;

    /// <summary>How far it is.</summary>
    public RoomShowStage Stage { get; set; }

    /// <summary>What is to be written in this stage, made one by one; null when nothing is.</summary>
    public IEnumerator<XElement>? Stanzas { get; set; }

    /// <summary>Writes some of it.</summary>
    /// <returns>Whether there is more for now.</returns>
    public bool WritePortion() => room.WritePortion(this);

    /// <summary>The rest cannot be shown.</summary>
    public void End() => room.EndShow(this);
}
