using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Xmpp;

namespace Bridge.Gateway.Puppets;

/// <summary>
/// How the users of one network are there: what their clients have told its addresses. A client counts as there until it has gone from all of the
/// addresses it told, because removing one contact takes it away from that one only. Thread-safe.
/// </summary>
internal sealed class UserPresences
{
    private const int MaxUsers = 100_000, MaxClients = 50, MaxAddresses = 20_000, MaxStatus = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Jid, Dictionary<Jid, Client>> _users = [];
    private readonly HashSet<Jid> _asked = [];

    /// <summary>Raised when a user's presence is another. Must not wait.</summary>
    public event Action<Jid>? Changed;

    /// <summary>How a user is there.</summary>
    public UserPresence Of(Jid user)
    {
        lock (_gate)
        {
            return Sum(_users.GetValueOrDefault(user));
        }
    }

    /// <summary>Whether clients of a user that are there for others of our addresses are not there for one.</summary>
    public bool HasTurnedFrom(Jid user, Jid address)
    {
        lock (_gate)
        {
            return _users.GetValueOrDefault(user) is { Count: > 0 } clients
                && clients.Values.Any(client => client.IsThereForOthers(address)) && !clients.Values.Any(client => client.IsThereFor(address));
        }
    }

    /// <summary>The user's server is being asked how they are there (RFC 6121 section 4.3).</summary>
    public void Ask(Jid user)
    {
        lock (_gate)
        {
            if (_asked.Count >= MaxUsers)
            {
                _asked.Clear();
            }

            _asked.Add(user);
        }
    }

    /// <summary>Takes what a client tells one of our addresses: a presence without a type, or an unavailable one.</summary>
    /// <param name="stanza">The presence.</param>
    /// <param name="from">The client; or the user, whose server says that none is there.</param>
    /// <param name="address">The address, a room's without a nick.</param>
    /// <param name="isRoom">Whether it is a room.</param>
    public void Receive(XElement stanza, Jid from, Jid address, bool isRoom)
    {
        if (stanza.Type == "unavailable")
        {
            // Prosody says so of itself when it takes note of a subscription request, whoever is there.
            if (!from.IsBare || Answered(from))
            {
                Remove(from, address.Bare);
            }
        }
        else if (!from.IsBare)
        {
            Answered(from.Bare);
            Set(from, address.Bare, isRoom, new Told(AvailabilityOf(stanza), StatusOf(stanza), PriorityOf(stanza)));
        }
    }

    /// <summary>The user's server has answered.</summary>
    /// <returns>False when it was not asked.</returns>
    public bool Answered(Jid user)
    {
        lock (_gate)
        {
            return _asked.Remove(user);
        }
    }

    /// <summary>A client asks how others are: its user is not gone, though how they are there is yet to be heard, or to be kept from us (XEP-0186).</summary>
    public void Asked(Jid client) => Change(client.Bare, static user => user is { Count: 0 } ? null : user);

    /// <summary>A client is in a room, though how it is there has not been heard.</summary>
    public void Enter(Jid client, Jid room) => Set(client, room, isRoom: true, new Told(Availability.Unknown, null, 0));

    /// <summary>A client is no longer where it told that it is.</summary>
    public void Remove(Jid from, Jid address) => Change(from.Bare, user =>
    {
        if (from.IsBare)
        {
            // A server that says so speaks of all clients; those in rooms say themselves when they leave.
            return Clear(user, isUserKnown: true);
        }

        if (user is null || !user.TryGetValue(from, out var client))
        {
            return user;
        }

        client.Remove(address);
        if (client.IsGone)
        {
            user.Remove(from);
        }

        return user;
    });

    /// <summary>The stream has come up: what was told while it was down has not been heard. Rooms find out for themselves who is in them.</summary>
    public void Doubt()
    {
        lock (_gate)
        {
            foreach (var (jid, user) in _users.ToList())
            {
                if (Clear(user, isUserKnown: false) is null)
                {
                    _users.Remove(jid);
                }
            }
        }
    }

    private static Dictionary<Jid, Client>? Clear(Dictionary<Jid, Client>? user, bool isUserKnown)
    {
        foreach (var (jid, client) in user?.ToList() ?? [])
        {
            client.KeepRooms();
            if (client.IsGone)
            {
                user!.Remove(jid);
            }
        }

        return isUserKnown ? user ?? [] : user is { Count: > 0 } ? user : null;
    }

    private void Set(Jid client, Jid address, bool isRoom, Told told) => Change(client.Bare, user =>
    {
        user ??= [];
        if (!user.TryGetValue(client, out var known))
        {
            if (user.Count >= MaxClients)
            {
                return user;
            }

            user.Add(client, known = new Client());
        }

        known.Add(address, isRoom);
        known.Told = told;
        return user;
    });

    private void Change(Jid user, Func<Dictionary<Jid, Client>?, Dictionary<Jid, Client>?> change)
    {
        lock (_gate)
        {
            var known = _users.GetValueOrDefault(user);
            var before = Sum(known);
            if (change(known) is { } changed)
            {
                if (known is null && _users.Count >= MaxUsers)
                {
                    _users.Clear();
                }

                _users[user] = changed;
            }
            else
            {
                _users.Remove(user);
            }

            if (Sum(_users.GetValueOrDefault(user)) == before)
            {
                return;
            }
        }

        Changed?.Invoke(user);
    }

    /// <summary>One client that is available is enough; else the one that its user prefers speaks for all.</summary>
    private static UserPresence Sum(Dictionary<Jid, Client>? clients)
    {
        if (clients is null)
        {
            return default;
        }

        var all = clients.Values.Select(static client => client.Told).ToList();
        return all.Count == 0 ? new UserPresence(Availability.Offline)
            : all.Where(static told => told.Availability == Availability.Online).MaxBy(static told => told.Priority) is { } present ? new UserPresence(Availability.Online, present.Status)
            : all.Exists(static told => told.Availability == Availability.Unknown) ? default
            : all.OrderByDescending(static told => told.Priority).ThenBy(static told => told.Availability).Select(static told => new UserPresence(told.Availability, told.Status)).First();
    }

    private static Availability AvailabilityOf(XElement stanza) => stanza.Element(Ns.Component + "show")?.Value.Trim() switch
    {
        "away" => Availability.Away,
        "xa" => Availability.ExtendedAway,
        "dnd" => Availability.Busy,
        _ => Availability.Online,
    };

    private static string? StatusOf(XElement stanza) => stanza.Element(Ns.Component + "status")?.Value.Trim() is { Length: > 0 } status
        ? status.Length > MaxStatus ? status[..(char.IsHighSurrogate(status[MaxStatus - 1]) ? MaxStatus - 1 : MaxStatus)] : status
        : null;

    private static int PriorityOf(XElement stanza) => sbyte.TryParse(
        stanza.Element(Ns.Component + "priority")?.Value.Trim(), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var priority) ? priority : 0;

    private sealed record Told(Availability Availability, string? Status, int Priority);

    /// <summary>A client, and where it has told that it is there.</summary>
    private sealed class Client
    {
        private readonly HashSet<Jid> _rooms = [];
        private HashSet<Jid>? _contacts;

        public Told Told { get; set; } = new(Availability.Unknown, null, 0);

        public bool IsGone => _contacts is not { Count: > 0 } && _rooms.Count == 0;

        public void Add(Jid address, bool isRoom)
        {
            if ((_contacts?.Count ?? 0) + _rooms.Count < MaxAddresses)
            {
                (isRoom ? _rooms : _contacts ??= []).Add(address);
            }
        }

        public void Remove(Jid address)
        {
            _contacts?.Remove(address);
            _rooms.Remove(address);
        }

        public bool IsThereFor(Jid address) => _contacts?.Contains(address) == true;

        /// <summary>For somebody, that is: the domain is told by servers that were not asked.</summary>
        public bool IsThereForOthers(Jid address) => _contacts is { } there && there.Count > (there.Contains(address) ? 1 : 0);

        public void KeepRooms() => _contacts = null;
    }
}
