using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

/// <summary>A client of the user in a room.</summary>
/// <param name="Jid">Its full JID.</param>
/// <param name="History">How much history it asked for.</param>
internal sealed record RoomOccupant(Jid Jid, Muc.HistoryRequest? History)
{
    /// <summary>The nick it asked for.</summary>
    public required string WantedNick { get; init; }

    /// <summary>When it came in or was last shown the whole room: Unix milliseconds.</summary>
    public required long JoinedAt { get; set; }

    /// <summary>Whether it has lost its view of the room, and is to be shown all of it when the room is joined again.</summary>
    public bool IsBlind { get; set; }

    /// <summary>Whether it was shown the room, or is being shown it.</summary>
    public bool IsIn { get; set; }

    /// <summary>What it is still to be shown before anything else; null when it has seen the room.</summary>
    public RoomShow? Show { get; set; }
}
