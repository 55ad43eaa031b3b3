using Bridge.Gateway.Archives;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

/// <summary>What a client that joins is shown of what was said before (XEP-0045 section 7.2.13), read from the archive.</summary>
internal sealed class JoinHistory(Jid room, Action<IReadOnlyList<RoomHistoryEntry>> done) : HistoryRead
{
    /// <summary>The most messages that a user may have shown.</summary>
    public const int Most = 200;

    /// <summary>The most bytes of it.</summary>
    public const int MostBytes = 512 * 1024;

    /// <summary>Whether a client wants any.</summary>
    public static bool IsWanted(Muc.HistoryRequest? request) => request is not ({ MaxStanzas: 0 } or { MaxChars: 0 });

    /// <summary>The most messages to show.</summary>
    /// <param name="request">What the client wants; null for as much as there is.</param>
    /// <param name="most">How many its user wants at most.</param>
    public static int LimitOf(Muc.HistoryRequest? request, int most) => Math.Min(request?.MaxStanzas ?? most, most);

    /// <summary>The time of the oldest message to show.</summary>
    public static DateTimeOffset SinceOf(Muc.HistoryRequest? request, DateTimeOffset now)
    {
        var since = request?.Since ?? DateTimeOffset.MinValue;
        return request?.Seconds is { } seconds && seconds < (now - since).TotalSeconds ? now - TimeSpan.FromSeconds(seconds) : since;
    }

    /// <summary>Away from the journal, which has others to answer.</summary>
    protected override void Done() => ThreadPool.UnsafeQueueUserWorkItem(static history => history.Tell(), this, preferLocal: false);

    private void Tell()
    {
        List<RoomHistoryEntry> entries = new(Messages.Count);
        foreach (var message in Messages)
        {
            if (ArchivedStanza.Read(message.Stanza, room) is { } stanza)
            {
                entries.Add(new RoomHistoryEntry(stanza, DateTimeOffset.FromUnixTimeMilliseconds(message.SaidAt)));
            }
        }

        done(entries);
    }
}
