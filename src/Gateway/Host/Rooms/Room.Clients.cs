using System.Xml.Linq;
using Bridge.Gateway.Components;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

// Which clients of the user are in the room, and how long it is kept when none is.
internal sealed partial class Room
{
    /// <summary>
    /// How long the channel is kept when the last client leaves: a server that is being stopped takes its clients out of their rooms before it
    /// closes our stream, and a client that reconnects comes back within moments. Neither should cost the channel.
    /// </summary>
    private static readonly TimeSpan LeaveGrace = TimeSpan.FromSeconds(2);

    /// <summary>How long the channel is kept for clients that may come back, after they vanished or the server went away.</summary>
    private static readonly TimeSpan LingerTime = TimeSpan.FromMinutes(5);

    /// <summary>How many of a user's clients may be in: what is said goes to each of them.</summary>
    public const int MaxClients = 50;

    private static readonly StanzaError TooMany =
        StanzaError.ResourceConstraint.WithText("Too many of your clients are in this room already.");

    private ITimer? _linger;
    private string? _leaveReason;
    private bool _isLinkAwaited;

    /// <summary>Whether the room has ended: nobody comes in any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>A client comes in, or tells that it is in already.</summary>
    /// <returns>False when the room is just being closed: another takes its place.</returns>
    public bool Join(Jid client, string nick, Muc.HistoryRequest? history, string? password)
    {
        bool isFirst;
        lock (Gate)
        {
            if (IsClosed)
            {
                return false;
            }

            if (Occupants.Count >= MaxClients && !Occupants.Exists(o => o.Jid == client))
            {
                var refused = new RoomOccupant(client, history) { WantedNick = nick, JoinedAt = Now() };
                Account.Network.Link.Send(RoomEvents.Refusal(this, refused, TooMany));
                return true;
            }

            _linger?.Dispose();
            _linger = null;
            _isLinkAwaited = false;

            // A client that joins again has lost its view of the room: it is to be shown all of it, as it asks now.
            Remove(client);
            var occupant = new RoomOccupant(client, history) { WantedNick = nick, JoinedAt = Now(), IsUninformed = Account.CapabilitiesOf(Chat, Kind) is null };
            Occupants.Add(occupant);

            if (State == RoomState.Joined)
            {
                ShowTo(occupant);
                Account.Network.RoomKeeper.Entered(this);
                return true;
            }

            isFirst = Occupants.Count == 1 && State == RoomState.Joining;
            if (isFirst)
            {
                Account.PreferFor(this, nick);
                WantedNick = nick;
            }

            Password = password ?? Password;
            Account.Network.RoomKeeper.Entered(this);
        }

        if (isFirst && !_isComing)
        {
            Account.JoinWhenUp(this);
        }
        else
        {
            Account.Start();
        }

        return true;
    }

    /// <summary>A client goes. The room is left on the network when it was the last, unless it is persistent.</summary>
    public void Leave(Jid client, string? reason)
    {
        lock (Gate)
        {
            if (Occupants.Find(o => o.Jid == client) is not { } occupant)
            {
                return;
            }

            Remove(client);
            Account.Network.RoomKeeper.Left(this);
            if (occupant.IsIn)
            {
                Account.Network.Link.Send(Gone(occupant, null, 110));
            }

            if (Occupants.Count > 0)
            {
                return;
            }

            _leaveReason = reason;
            Linger(LeaveGrace);
        }
    }

    /// <summary>A stanza to a client came back: it is gone without having left. The room waits a while for another client of the user.</summary>
    public void Bounced(Jid client)
    {
        lock (Gate)
        {
            if (!Remove(client))
            {
                return;
            }

            Account.Network.RoomKeeper.Left(this);

            if (Occupants.Count == 0)
            {
                _leaveReason = "the XMPP client is gone";
                Linger(LingerTime);
            }
        }
    }

    /// <summary>The clients that are in the room now.</summary>
    public IReadOnlyList<RoomOccupant> ListOccupants()
    {
        lock (Gate)
        {
            return [.. Occupants];
        }
    }

    /// <summary>
    /// A client's session has ended since it came in, and if its address is in use again, then by a session that knows nothing of the room: it
    /// is shown the whole room, at once or when the room is joined again.
    /// </summary>
    public void ShowAgain(RoomOccupant occupant)
    {
        lock (Gate)
        {
            if (!occupant.IsIn || !Occupants.Exists(o => ReferenceEquals(o, occupant)))
            {
                return;
            }

            if (State != RoomState.Joined)
            {
                occupant.IsBlind = true;
                return;
            }

            _events.ShowAgain(occupant);
        }
    }

    /// <summary>Whether a client is in the room or on its way in.</summary>
    public bool Holds(Jid client)
    {
        lock (Gate)
        {
            return Occupants.Exists(o => o.Jid == client);
        }
    }

    /// <summary>Takes a client out of the list; false when it is not there.</summary>
    private bool Remove(Jid client)
    {
        if (Occupants.Find(o => o.Jid == client) is not { } occupant)
        {
            return false;
        }

        Occupants.Remove(occupant);
        _events.Discard(occupant);
        return true;
    }

    /// <summary>Writes some of what a client is to be shown.</summary>
    /// <returns>Whether there is more.</returns>
    public bool WritePortion(RoomShow show)
    {
        lock (Gate)
        {
            return show.Occupant.Show == show && _events.WritePortion(show);
        }
    }

    /// <summary>The rest of a room cannot be shown to a client.</summary>
    public void EndShow(RoomShow show)
    {
        lock (Gate)
        {
            if (show.Occupant.Show == show)
            {
                _events.EndShow(show);
            }
        }
    }

    /// <summary>The stanza that takes a client out.</summary>
    private XElement Gone(RoomOccupant occupant, string? text, params ReadOnlySpan<int> statuses)
    {
        var presence = RoomStanzas.SelfGone(Jid, Members.OwnName ?? occupant.WantedNick, occupant.Jid, text, statuses);
        presence.Add(Members.OwnOccupantId is { } own ? OccupantId.Build(own) : null);
        return presence;
    }

    private long Now() => Time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Linger(TimeSpan time)
    {
        _linger?.Dispose();
        _linger = Time.CreateTimer(static state => ((Room)state!).LingerEnded(), this, time, Timeout.InfiniteTimeSpan);
    }

    private void LingerEnded()
    {
        lock (Gate)
        {
            if (Occupants.Count > 0 || IsPersistent)
            {
                return;
            }

            if (Account.Network.Link.State != LinkState.Up && !_isLinkAwaited)
            {
                _isLinkAwaited = true;
                Linger(LingerTime);
                return;
            }

            // Under the gate: a client that comes in right after gets a new room, whose join must stand behind this leave.
            IsClosed = true;
            Close(_leaveReason, tellNetwork: true);
        }
    }
}
