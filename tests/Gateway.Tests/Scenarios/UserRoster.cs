using System.Collections.Concurrent;
using System.Xml.Linq;
using Bridge.Testing;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>The contact list of a user on the server that a test plays: read and changed by the gateway as Prosody's mod_privilege lets it, each item answered apart.</summary>
internal sealed class UserRoster
{
    private readonly ComponentServer _server;
    private readonly string _user;
    private readonly ConcurrentDictionary<string, Roster.Item> _items = new(StringComparer.Ordinal);
    private int _reads, _sets;

    private UserRoster(ComponentServer server, string user) => (_server, _user) = (server, user);

    /// <summary>What the list says.</summary>
    public IReadOnlyDictionary<string, Roster.Item> Items => _items;

    /// <summary>How often it was read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>How often it was changed by the gateway.</summary>
    public int Sets => Volatile.Read(ref _sets);

    /// <summary>An error that every change is answered with from now on; null for none.</summary>
    public StanzaError? Refusal { get; set; }

    /// <summary>The server says that it lets the gateway do so, and does.</summary>
    public static UserRoster Grant(ComponentServer server, string user = Scene.Alice, string type = "both")
    {
        var roster = new UserRoster(server, user);
        server.AnswerIqs = roster.Answer;
        server.Send($"<message from='localhost' to='{Scene.Domain}'><privilege xmlns='urn:xmpp:privilege:2'><perm access='roster' type='{type}'/></privilege></message>");
        return roster;
    }

    /// <summary>Serves the user's list without saying what the gateway may do.</summary>
    public static UserRoster Serve(ComponentServer server, string user)
    {
        var roster = new UserRoster(server, user);
        server.AnswerIqs = roster.Answer;
        return roster;
    }

    /// <summary>The user puts somebody into the list, or changes what it says of them.</summary>
    public void Put(string address, string name, string subscription = "both", params IReadOnlyList<string> groups) =>
        _items[address] = new Roster.Item(Jid.Parse(address), name, groups, subscription);

    /// <summary>The user takes somebody out of the list, while the gateway listens: the server tells the contact so.</summary>
    public void Remove(string address)
    {
        Forget(address);
        _server.Send($"<presence type='unsubscribed' from='{_user}' to='{address}'/>");
        _server.Send($"<presence type='unavailable' from='{_user}/phone' to='{address}'/>");
        _server.Send($"<presence type='unsubscribe' from='{_user}' to='{address}'/>");
    }

    /// <summary>The user takes somebody out of the list, while the gateway does not listen.</summary>
    public void Forget(string address) => _items.TryRemove(address, out _);

    /// <summary>Serves the list again, and says what the gateway may do, after a start.</summary>
    public void Resume()
    {
        _server.AnswerIqs = Answer;
        _server.Send($"<message from='localhost' to='{Scene.Domain}'><privilege xmlns='urn:xmpp:privilege:2'><perm access='roster' type='both'/></privilege></message>");
    }

    private XElement? Answer(XElement iq)
    {
        if (iq.To != _user || iq.Child(Ns.Roster, "query") is not { } query)
            return null;

        if (iq.Type == "get")
        {
            Interlocked.Increment(ref _reads);
            return Stanza.Result(iq, new XElement(Ns.Roster + "query", _items.Values.SelectMany(item => Roster.BuildSet(item).Elements())));
        }

        Interlocked.Increment(ref _sets);
        if (Refusal is not null)
            return Refusal.ToReply(iq);

        var element = query.Elements(Ns.Roster + "item").Single();
        var jid = element.Attr("jid")!;
        if (element.Attr("subscription") == "remove")
        {
            // The contact is told, as when the user does it.
            Remove(jid);
            return Stanza.Result(iq);
        }

        Put(jid, element.Attr("name") ?? "", element.Attr("subscription")!, [.. element.Elements(Ns.Roster + "group").Select(group => group.Value)]);
        return Stanza.Result(iq);
    }
}
