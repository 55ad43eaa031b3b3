using System.Xml.Linq;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

/// <summary>
/// After each time the stream came up, shows clients what has changed in their rooms, and finds out which are still in them: a server tells
/// nobody who went while the stream was down, and one that was started anew has ended the sessions of all its clients.
/// </summary>
internal sealed class OccupantRound(Network network, AccountDirectory accounts, OwnRequests requests, CancellationToken stopping)
    : StreamRound(network, stopping)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override async Task RunAsync(CancellationToken stop)
    {
        foreach (var room in accounts.All.SelectMany(static account => account.Rooms.Values))
        {
            await Network.Link.WhenWritableAsync(stop);
            room.ShowUnseen();
        }

        var all = accounts.All.SelectMany(static account => account.Rooms.Values)
            .SelectMany(static room => room.ListOccupants().Select(occupant => (Room: room, Occupant: occupant))).ToList();
        foreach (var (room, occupant) in all)
        {
            Network.Link.Send(Probe(room, occupant));
            await PaceAsync(1, stop);
        }

        List<Task<(IEnumerable<(Room Room, RoomOccupant Occupant)> Users, DateTimeOffset? StartedAt)>> servers = [];
        foreach (var users in all.GroupBy(static one => one.Occupant.Jid.Domain))
        {
            servers.Add(AskAsync(Jid.Parse(users.Key), users, stop));
            await PaceAsync(1, stop);
        }

        await foreach (var server in Task.WhenEach(servers).WithCancellation(stop))
        {
            var (users, startedAt) = await server;
            foreach (var (room, occupant) in users)
            {
                if (occupant.JoinedAt < startedAt?.ToUnixTimeMilliseconds())
                {
                    room.ShowAgain(occupant);
                    await PaceAsync(1, stop);
                }
            }
        }
    }

    /// <summary>
    /// A message of a room that says nothing: clients show nothing of it, and a server that has no such client any more returns it (RFC 6121
    /// section 8.5.3.2.1). The error to a request would be no proof, because a client that knows no pings answers with the same.
    /// </summary>
    private static XElement Probe(Room room, RoomOccupant occupant) => Stanza.Message(
        room.Jid, occupant.Jid, "groupchat", Guid.CreateVersion7().ToString("N"), new XElement(Ns.MucUser + "x"), Hints.NoStore());

    /// <summary>When a server was started (XEP-0012 section 4); null when it does not tell.</summary>
    private async Task<(IEnumerable<(Room Room, RoomOccupant Occupant)> Users, DateTimeOffset? StartedAt)> AskAsync(
        Jid server, IEnumerable<(Room Room, RoomOccupant Occupant)> users, CancellationToken stop)
    {
        var answer = await requests.AskAsync(server, new XElement(Ns.Last + "query"), Patience, stop);
        return (users, answer?.Type == "result" && LastActivity.Read(answer) is { } uptime ? Network.Time.GetUtcNow() - uptime : null);
    }
}
