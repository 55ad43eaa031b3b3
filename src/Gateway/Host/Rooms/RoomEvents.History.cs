using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Archives;
using Bridge.Gateway.Components;
using Bridge.Gateway.Delivery;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

// What was said before: kept, shown to clients that join, and fetched from the network. A client for which something older is to come is sent
// nothing new meanwhile.
internal sealed partial class RoomEvents
{
    private Backfill? _backfill;
    private DateTimeOffset _lastSaidAt;

    /// <summary>Whether older messages may still come into the archive.</summary>
    public bool IsBackfilling => _backfill is not null;

    /// <summary>What was fetched is in the archive, or all that will be for now: whoever waited for it goes on.</summary>
    public void EndBackfill(Backfill backfill, BackfillOutcome outcome)
    {
        lock (room.Gate)
        {
            if (_backfill != backfill)
            {
                return;
            }

            _backfill = null;
            if (backfill.LostAt is { } lostAt)
            {
                SayBack(lostAt, outcome);
            }

            foreach (var occupant in room.Occupants)
            {
                occupant.AwaitsBackfill = false;
                if (occupant.Show is not { } show)
                {
                    Release(occupant);
                }
                else if (show is { Stage: RoomShowStage.AwaitingHistory, WithHistory: true })
                {
                    ReadHistory(show);
                }
            }
        }
    }

    /// <summary>Nobody waits for anything older any more, because the room ends. Under the gate.</summary>
    public void EndHolds()
    {
        _backfill = null;
        foreach (var occupant in room.Occupants)
        {
            if (occupant.Show is null)
            {
                Release(occupant);
            }

            Discard(occupant);
        }
    }

    /// <summary>A client is gone: nobody waits for what was kept back for it.</summary>
    public void Discard(RoomOccupant occupant)
    {
        occupant.Show = null;
        var held = occupant.Release();
        room.Account.Held(-held.Count);
        foreach (var (_, owner) in held)
        {
            owner?.Proved();
        }
    }

    /// <summary>Asks the network for what is missing, if it can be asked. Under the gate, so that nothing new counts as the last that is known.</summary>
    /// <param name="lostAt">Since when it is missing, for a room that clients were in; null when nobody was shown it before.</param>
    private void BeginBackfill(DateTimeOffset? lostAt)
    {
        if (room.Account.Session is not IFetchesHistory source)
        {
            return;
        }

        var backfill = _backfill = new Backfill(room, this, source, lostAt);
        foreach (var occupant in room.Occupants.Where(static o => o.IsIn))
        {
            occupant.AwaitsBackfill = true;
            occupant.Hold();
        }

        backfill.Start();
    }

    private void ReadHistory(RoomShow show)
    {
        var (wanted, now) = (show.Occupant.History, room.Account.Network.Time.GetUtcNow());
        var (limit, since) = (JoinHistory.LimitOf(wanted, room.MaxHistoryLength), JoinHistory.SinceOf(wanted, now));
        if (limit == 0)
        {
            ShowRest(show, []);
        }
        else if (!room.IsArchived)
        {
            ShowRest(show, room.History.Newest(limit, since));
        }
        else
        {
            room.Account.Network.Journal.Read(new JoinHistory(room.Jid, entries => HistoryRead(show, entries))
            {
                AccountId = room.Account.Id,
                Chat = room.Chat.Value,
                Limit = limit,
                Since = since.ToUnixTimeMilliseconds(),
                MaxBytes = JoinHistory.MostBytes,
            });
        }
    }

    private void HistoryRead(RoomShow show, IReadOnlyList<RoomHistoryEntry> entries)
    {
        lock (room.Gate)
        {
            // Otherwise it has gone meanwhile, or is shown the room once more.
            if (show.Occupant.Show == show)
            {
                ShowRest(show, entries);
            }
        }
    }

    private List<XElement> History(RoomOccupant occupant, IReadOnlyList<RoomHistoryEntry> entries)
    {
        List<XElement> shown = [];

        // What is delivered again after a crash was archived before it.
        HashSet<string> held = new(occupant.Held.Select(kept => StanzaIds.ReadStanzaId(kept.Stanza, room.Jid)).OfType<string>(), StringComparer.Ordinal);
        var left = occupant.History?.MaxChars ?? int.MaxValue;
        foreach (var entry in entries.Reverse())
        {
            if (StanzaIds.ReadStanzaId(entry.Stanza, room.Jid) is { } id && held.Contains(id))
            {
                continue;
            }

            var old = new XElement(entry.Stanza);
            old.SetAttributeValue(ToName, occupant.Jid.ToString());
            old.Elements(Ns.Delay + "delay").Remove();
            old.Add(Delay.Build(entry.At, room.Jid));
            left -= occupant.History?.MaxChars is null ? 0 : StanzaWriter.Measure(old);
            if (left < 0)
            {
                break;
            }

            shown.Add(old);
        }

        shown.Reverse();
        return shown;
    }

    private void Release(RoomOccupant occupant)
    {
        var held = occupant.Release();
        room.Account.Held(-held.Count);
        foreach (var (stanza, owner) in held)
        {
            room.Account.Network.Link.SendTracked(stanza, owner);
        }
    }

    /// <summary>What was said while the connection was down, to those who were in the room then, before whatever is kept back for them.</summary>
    private void ShowMissed(List<XElement> stanzas, IncomingDelivery delivery, Backfill backfill)
    {
        var shownTo = MissedBy(backfill);
        delivery.ExpectProofs(shownTo.Count * stanzas.Count);
        foreach (var occupant in shownTo)
        {
            foreach (var stanza in stanzas)
            {
                var copy = new XElement(stanza);
                copy.SetAttributeValue(ToName, occupant.Jid.ToString());
                SendBeforeHeld(occupant, copy, delivery);
            }
        }
    }

    /// <summary>To a client that has seen the room before whatever is kept back for it; to another in its turn.</summary>
    private void SendBeforeHeld(RoomOccupant occupant, XElement stanza, IProvable? owner)
    {
        if (occupant.Show is null)
        {
            room.Account.Network.Link.SendTracked(stanza, owner);
        }
        else
        {
            Send(occupant, stanza, owner);
        }
    }

    private List<RoomOccupant> MissedBy(Backfill backfill) => backfill.LostAt is null ? [] : room.Occupants.FindAll(static o => o.AwaitsBackfill);

    /// <summary>Keeps what the room is about to show to everybody.</summary>
    /// <param name="stanza">The message; it has no recipient yet, and no delay.</param>
    /// <param name="stanzaId">The id it has there (XEP-0359).</param>
    /// <param name="sender">The id on the network, or empty for the user.</param>
    /// <param name="at">When it was said.</param>
    /// <param name="isLate">Whether that is a while ago.</param>
    private void Keep(XElement stanza, string stanzaId, string sender, DateTimeOffset at, bool isLate)
    {
        var saidAt = Place(at, isLate);
        if (!room.RecordsHistory)
        {
            return;
        }

        if (!room.IsArchived)
        {
            room.History.Add(new RoomHistoryEntry(new XElement(stanza), saidAt));
            return;
        }

        var from = stanza.From!;
        room.Account.Network.Journal.Archive(new ArchivedMessage
        {
            AccountId = room.Account.Id,
            Chat = room.Chat.Value,
            StanzaId = stanzaId,
            SaidAt = saidAt.ToUnixTimeMilliseconds(),
            Sender = sender,
            Nick = from.Contains('/', StringComparison.Ordinal) ? from[(from.IndexOf('/', StringComparison.Ordinal) + 1)..] : "",
            Stanza = ArchivedStanza.Write(stanza),
        });
    }

    /// <summary>
    /// The network's clock and ours differ, and the archive must have the order in which clients were told (XEP-0313 section 3.1): nothing is said
    /// in the future, and what is said now is said after what was said before.
    /// </summary>
    private DateTimeOffset Place(DateTimeOffset at, bool isLate)
    {
        var now = room.Account.Network.Time.GetUtcNow();
        at = at > now ? now : at;
        return isLate ? at : _lastSaidAt = at < _lastSaidAt ? _lastSaidAt : at;
    }

    private void SayBack(DateTimeOffset lostAt, BackfillOutcome outcome)
    {
        var when = lostAt > DateTimeOffset.MinValue ? $"since {lostAt:HH:mm:ss} UTC" : "meanwhile";
        var text = $"Back in {Where()}." + outcome switch
        {
            BackfillOutcome.Complete => "",
            BackfillOutcome.Partial => $" Some of what was said there {when} was not received.",
            BackfillOutcome.Late => $" What was said there {when} may follow.",
            _ => $" What was said there {when} was not received.",
        };

        foreach (var occupant in room.Occupants.Where(static o => o.IsIn))
        {
            // Between what was missed and what is kept back.
            SendBeforeHeld(occupant, Line(text, occupant), null);
        }
    }
}
