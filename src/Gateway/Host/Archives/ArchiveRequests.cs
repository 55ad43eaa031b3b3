using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Commands;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Archives;

/// <summary>
/// Questions to the archive of a room (XEP-0313). The address of a room is the same for all users and the archive is not: each is answered from
/// their own, whether they are in the room or not.
/// </summary>
internal sealed class ArchiveRequests(Network network, CancellationToken stop)
{
    /// <summary>Clients ask all their rooms at once when they come back.</summary>
    private const int MaxOfUser = 250;

    private const int UsualPage = 50, LargestPage = 250, PageBytes = 512 * 1024;

    private readonly CommandQueue _queue = new(network.Loggers.CreateLogger<ArchiveRequests>(), stop, MaxOfUser);

    /// <summary>Answers a request to a room; false when it is none of these, or there is no archive.</summary>
    public bool Answer(XElement stanza, XElement request, Jid from, Jid room, NetworkAddress address, Room? present)
    {
        if (request.Name.Namespace != Ns.Mam || !network.Archives.IsOn)
        {
            return false;
        }

        var account = network.AccountStore.Find(from.Bare.ToString(), network.Name, address.Account.Value)?.Id;
        if (Archive.IsFormRequest(stanza))
        {
            network.Link.Send(Stanza.Result(stanza, Archive.BuildForm()));
        }
        else if (Archive.IsMetadataRequest(stanza))
        {
            Run(stanza, from, token => DescribeAsync(stanza, account, address, token));
        }
        else if (Archive.Read(stanza) is { } query)
        {
            Query(stanza, query, from, room, account, address, present);
        }
        else
        {
            network.Link.Refuse(stanza, request.Name.LocalName is "query" or "metadata" ? StanzaError.BadRequest : StanzaError.FeatureNotImplemented);
        }

        return true;
    }

    /// <summary>Completes when all questions are answered.</summary>
    public Task DrainAsync() => _queue.DrainAsync();

    private void Query(XElement stanza, Archive.Query query, Jid from, Jid room, long? account, NetworkAddress address, Room? present)
    {
        if (query.IsMalformed)
        {
            network.Link.Refuse(stanza, StanzaError.BadRequest);
        }
        else if (query.HasUnknownField || query.Page?.Index is not null)
        {
            network.Link.Refuse(stanza, StanzaError.FeatureNotImplemented);
        }
        else
        {
            var asked = Ask(query, from, room, account ?? 0, address);
            Run(stanza, from, token => AnswerAsync(stanza, query, asked, from, room, present, token));
        }
    }

    /// <summary>One question of a user at a time.</summary>
    private void Run(XElement stanza, Jid from, Func<CancellationToken, Task> answer)
    {
        if (network.Link.IsCongested || !_queue.TryRun(from.Bare, inOrder: true, token => AnswerAsync(stanza, answer, token)))
        {
            network.Link.Refuse(stanza, StanzaError.ResourceConstraint.WithText("Too much is asked at once. Please try again later."));
        }
    }

    private async Task AnswerAsync(XElement stanza, Func<CancellationToken, Task> answer, CancellationToken token)
    {
        try
        {
            await answer(token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            network.Link.Refuse(stanza, StanzaError.RemoteServerTimeout.WithText("The gateway is being stopped."));
        }
        catch
        {
            network.Link.Refuse(stanza, StanzaError.InternalServerError);
            throw;
        }
    }

    private async Task DescribeAsync(XElement stanza, long? account, NetworkAddress address, CancellationToken token)
    {
        var edges = account is { } id ? await network.Archives.Store.ReadEdgesAsync(id, address.Id, token) : null;
        network.Link.Send(Stanza.Result(stanza, edges is null
            ? Archive.BuildMetadata(null, null)
            : Archive.BuildMetadata((edges.FirstId, At(edges.FirstAt)), (edges.LastId, At(edges.LastAt)))));
    }

    private async Task AnswerAsync(XElement stanza, Archive.Query query, ArchiveQuery asked, Jid from, Jid room, Room? present, CancellationToken token)
    {
        // Before it is read: what comes in meanwhile is then no surprise.
        var isStable = present?.IsBackfilling != true;
        if (query.Page?.Max == 0)
        {
            var count = await network.Archives.Store.CountAsync(asked, token);
            Send(stanza, count is { } number ? Archive.BuildEnd(number == 0, Rsm.BuildResult(null, null, number), isStable) : null);
            return;
        }

        var page = await network.Archives.Store.ReadAsync(asked, token);
        foreach (var message in query.IsFlipped ? page?.Messages.Reverse() ?? [] : page?.Messages ?? [])
        {
            if (ArchivedStanza.Read(message.Stanza, room) is { } said)
            {
                network.Link.Send(Stanza.Message(room, from, null, null, Archive.BuildResult(query.QueryId, message.StanzaId, said, At(message.SaidAt))));
            }
        }

        var (first, last) = page is { Messages: [var oldest, ..] and [.., var newest] } ? (oldest.StanzaId, newest.StanzaId) : (null, null);
        Send(stanza, page is null ? null : Archive.BuildEnd(page.IsComplete, Rsm.BuildResult(first, last), isStable));
    }

    private void Send(XElement stanza, XElement? end)
    {
        if (end is null)
        {
            network.Link.Refuse(stanza, StanzaError.ItemNotFound);
        }
        else
        {
            network.Link.Send(Stanza.Result(stanza, end));
        }
    }

    private ArchiveQuery Ask(Archive.Query query, Jid from, Jid room, long account, NetworkAddress address)
    {
        var (nick, sender) = query.With is { } with ? Publisher(with, from, room, address) : default;
        return new ArchiveQuery
        {
            AccountId = account,
            Chat = address.Id,
            Start = query.Start is { } start ? CeilingOf(start) : long.MinValue,
            End = query.End?.ToUnixTimeMilliseconds() ?? long.MaxValue,
            After = Some(query.AfterId, query.Page?.After),
            Before = Some(query.BeforeId, query.Page?.Before is "" ? null : query.Page?.Before),
            Ids = query.Ids.Count > 0 ? query.Ids : null,
            Nick = nick,
            Sender = sender,
            IsLastPage = query.Page?.Before is not null,
            Max = Math.Clamp(query.Page?.Max ?? UsualPage, 1, LargestPage),
            MaxBytes = PageBytes,
        };
    }

    /// <summary>Whom a query means: an occupant of the room, the user themself, a person of the network by their own address.</summary>
    private (string? Nick, string? Sender) Publisher(Jid with, Jid from, Jid room, NetworkAddress address)
    {
        if (with.Bare == room)
        {
            return (with.Resource, null);
        }

        if (with.Bare == from.Bare)
        {
            return (null, "");
        }

        return with.Domain == room.Domain && network.Adapter.Addresses.TryParse(JidEscaping.Unescape(with.Local ?? ""), out var person)
            && person.Kind == AddressKind.Contact && person.Account == address.Account
            ? (null, person.Id)
            : (null, with.ToString());
    }

    private static string[] Some(params ReadOnlySpan<string?> ids)
    {
        List<string> some = [];
        foreach (var id in ids)
        {
            if (id is not null)
            {
                some.Add(id);
            }
        }

        return [.. some];
    }

    /// <summary>The archive counts whole milliseconds, and what was said before the start is not asked for.</summary>
    private static long CeilingOf(DateTimeOffset start) =>
        start.ToUnixTimeMilliseconds() + (start.Ticks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
