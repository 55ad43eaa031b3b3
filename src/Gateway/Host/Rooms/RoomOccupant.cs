using System.Xml.Linq;
using Bridge.Gateway.Components;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

/// <summary>A client of the user in a room.</summary>
/// <param name="Jid">Its full JID.</param>
/// <param name="History">How much history it asked for.</param>
internal sealed record RoomOccupant(Jid Jid, Muc.HistoryRequest? History)
{
    private List<(XElement Stanza, IProvable? Owner)>? _held;

    /// <summary>The nick it asked for.</summary>
    public required string WantedNick { get; init; }

    /// <summary>When it came in or was last shown the whole room: Unix milliseconds.</summary>
    public required long JoinedAt { get; set; }

    /// <summary>Whether it has lost its view of the room, and is to be shown all of it when the room is joined again.</summary>
    public bool IsBlind { get; set; }

    /// <summary>Whether it came in before anybody knew what the room carries, so that it has been told of no features.</summary>
    public bool IsUninformed { get; init; }

    /// <summary>Whether it was shown the room.</summary>
    public bool IsIn { get; set; }

    /// <summary>Whether it was in the room before the connection was lost, and what it missed since is being fetched.</summary>
    public bool AwaitsBackfill { get; set; }

    /// <summary>What it is still to be shown before anything else; null when it has seen the room.</summary>
    public RoomShow? Show { get; set; }

    /// <summary>What is kept back, in order.</summary>
    public IReadOnlyList<(XElement Stanza, IProvable? Owner)> Held => _held ?? [];

    /// <summary>Whether what happens now is kept back, because something older is to come before.</summary>
    public bool IsHeld => _held is not null;

    /// <summary>Begins to keep back what happens.</summary>
    public void Hold() => _held ??= [];

    /// <summary>Keeps a stanza back.</summary>
    /// <returns>False when it is to be sent now.</returns>
    public bool TryHold(XElement stanza, IProvable? owner)
    {
        _held?.Add((stanza, owner));
        return IsHeld;
    }

    /// <summary>Ends it.</summary>
    /// <returns>What was kept back, in order.</returns>
    public IReadOnlyList<(XElement Stanza, IProvable? Owner)> Release()
    {
        var held = _held;
        _held = null;
        return held ?? [];
    }
}
