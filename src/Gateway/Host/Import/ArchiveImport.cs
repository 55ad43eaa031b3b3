using System.Globalization;
using Bridge.Adapters;
using Bridge.Gateway.Archives;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Import;

/// <summary>
/// What was said in channels: each user's own, under the ids by which their clients know it from biboumi, so that they go on where they were and
/// nothing comes twice.
/// </summary>
internal sealed class ArchiveImport(ForeignDatabase source, ImportTarget target, ArchiveStore archives, ImportReport report, ImportProgress progress, TimeProvider time)
{
    private const string What = "messages";

    private const int MaxBody = 65_536, MaxNick = 512, MaxId = 64, MaxRooms = 500_000;

    // Much at once: the ids of one batch then share pages of their index.
    private const int BatchRows = 5_000, BatchBytes = 8 * 1024 * 1024;

    private readonly Dictionary<(long Account, string Chat), ImportedRoom> _rooms = [];
    private readonly List<ArchivedMessage> _batch = [];
    private int _bytes;
    private (string? Owner, string? Server, string? Channel) _lastKey;
    private (ImportedRoom? Room, string Why) _last = (null, "");

    /// <summary>The channels that messages came from.</summary>
    public IReadOnlyCollection<ImportedRoom> Rooms => _rooms.Values;

    /// <param name="isDryRun">Writes nothing.</param>
    /// <param name="stop">Ends it between two batches.</param>
    public async Task RunAsync(bool isDryRun, CancellationToken stop)
    {
        var last = source.ReadLastId(BiboumiTables.Messages);
        foreach (var row in source.Read(BiboumiTables.Messages, BiboumiTables.KnownColumns(source, BiboumiTables.Messages), MaxBody + 1))
        {
            if (Read(row) is { } message)
            {
                _batch.Add(message);
                _bytes += message.Stanza.Length;
            }

            if (_batch.Count >= BatchRows || _bytes >= BatchBytes)
            {
                await WriteAsync(isDryRun);
            }

            stop.ThrowIfCancellationRequested();
            progress.Tell(What, row.Id, last);
        }

        await WriteAsync(isDryRun);
        Advise();
    }

    private async Task WriteAsync(bool isDryRun)
    {
        // To its end, so that the report is right also when it is broken off here.
        var added = isDryRun || _batch.Count == 0 ? _batch.Count : await archives.AddAsync(_batch, CancellationToken.None);
        report.Carried(What, added);
        report.There(What, _batch.Count - added);
        _batch.Clear();
        _bytes = 0;
    }

    private ArchivedMessage? Read(ForeignRow row)
    {
        var why = FindTime(row, out var at)
            ?? (row.Text("body_") is not { Length: > 0 } ? "there is no text"
                : row.Text("nick_") is not { Length: > 0 and <= MaxNick } ? "there is no nick, or one that is too long"
                : null);
        if (why is null && FindRoom(row, out why) is { } room)
        {
            return Make(row, room, at * 1000);
        }

        report.Left(What, why!, row);
        return null;
    }

    private string? FindTime(ForeignRow row, out long at)
    {
        at = row.TryNumber("date_", out var date) ? date ?? 0 : 0;
        var (keep, now) = (target.Configuration.Archive, time.GetUtcNow());
        if (keep.Days == 0)
        {
            return $"Bridge keeps no archive: raise Bridge:Networks:{target.Configuration.Name}:Archive:Days and import again";
        }

        if (at <= 0 || at > (now + TimeSpan.FromDays(1)).ToUnixTimeSeconds())
        {
            return "the time makes no sense";
        }

        // Clocks differ, and nothing is said in the future.
        at = Math.Min(at, now.ToUnixTimeSeconds());
        return at >= (now - TimeSpan.FromDays(keep.Days)).ToUnixTimeSeconds() ? null
            : $"they are older than the {keep.Days} days that Bridge keeps: raise Bridge:Networks:{target.Configuration.Name}:Archive:Days and import again";
    }

    private ArchivedMessage Make(ForeignRow row, ImportedRoom room, long at)
    {
        var (nick, body) = (row.Text("nick_")!, row.Text("body_")!);
        if (body.Length > MaxBody)
        {
            body = body[..(char.IsHighSurrogate(body[MaxBody - 1]) ? MaxBody - 1 : MaxBody)];
            report.Left($"the rest of {What}", string.Create(CultureInfo.InvariantCulture, $"what is longer than {MaxBody} characters is cut there"), row);
        }

        var id = row.Text("uuid_") is { Length: > 0 and <= MaxId } known && known.All(static character => char.IsAsciiLetterOrDigit(character) || character == '-')
            ? known
            : string.Create(CultureInfo.InvariantCulture, $"biboumi-{row.Id}");
        var sender = target.Resolve(AddressKind.Contact, room.Place.Server, nick)?.Id ?? nick.ToLowerInvariant();
        var stanza = RoomStanzas.Message(room.Jid, nick, null, id, body);
        stanza.Add(StanzaIds.BuildStanzaId(id, room.Jid), OccupantId.Build(target.OccupantIds.Of(room.Jid, new ContactId(sender))));
        room.Messages++;
        room.LastSaidAt = Math.Max(room.LastSaidAt, at);
        return new ArchivedMessage
        {
            AccountId = room.Place.AccountId,
            Chat = room.Chat.Value,
            StanzaId = id,
            SaidAt = at,
            Sender = sender,
            Nick = Jid.TryParse(stanza.From, out var from) && from.Resource is { } shown ? shown : nick,
            Stanza = ArchivedStanza.Write(stanza),
        };
    }

    /// <summary>The room of a row, which mostly is that of the row before.</summary>
    private ImportedRoom? FindRoom(ForeignRow row, out string? why)
    {
        var key = (Owner: row.Text("owner_"), Server: row.Text("ircservername_"), Channel: row.Text("ircchanname_"));
        if (key != _lastKey)
        {
            (_lastKey, _last) = (key, Find(key.Owner, key.Server, key.Channel));
        }

        why = _last.Room is null ? _last.Why : null;
        return _last.Room;
    }

    private (ImportedRoom? Room, string Why) Find(string? owner, string? server, string? channel)
    {
        if (target.FindPlace(owner, server, out var place) is { } why)
        {
            return (null, why);
        }

        if (channel is null || target.Resolve(AddressKind.Group, place.Server, channel) is not { } address || target.ToJid(address) is not { } jid)
        {
            return (null, "the channel has no legal name");
        }

        if (!_rooms.TryGetValue((place.AccountId, address.Id), out var room))
        {
            if (_rooms.Count == MaxRooms)
            {
                return (null, "there are too many channels");
            }

            _rooms.Add((place.AccountId, address.Id), room = new ImportedRoom(place, address.Chat, jid));
        }

        return (room, "");
    }

    private void Advise()
    {
        var most = target.Configuration.Archive.MaxPerRoom;
        var full = _rooms.Values.Where(room => room.Messages > most).ToList();
        if (full.Count > 0)
        {
            var surplus = full.Sum(room => (long)room.Messages - most);
            report.Advise(
                $"archives with more than {most} messages: {full.Count}. Bridge removes {surplus} messages, the oldest, within an hour of its start: "
                + $"raise Bridge:Networks:{target.Configuration.Name}:Archive:MaxPerRoom before it starts to keep them");
        }
    }
}
