namespace Bridge.Testing.Servers.Spec;

// RFC 2812, as far as the tests need it.
public sealed partial class SpecIrcServer
{
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);

    private void Register(SpecIrcClient client, SpecIrcLine line)
    {
        switch (line.Command)
        {
            case "CAP":
                OnCap(client, line);
                break;
            case "AUTHENTICATE":
                OnAuthenticate(client, line);
                break;
            case "PASS":
                client.Password = line[0];
                break;
            case "NICK" when _clients.Exists(other => other != client && other.Nick is { } taken && Key(taken) == Key(line[0])):
                Numeric(client, 433, $"{line[0]} :Nickname is already in use");
                break;
            case "NICK":
                client.Nick = line[0];
                break;
            case "USER":
                client.User = line[0];
                break;
            case "PING":
                client.Send($":{Name} PONG {Name} :{line[0]}");
                break;
            case "QUIT":
                break;
            default:
                Numeric(client, 451, ":You have not registered");
                break;
        }

        if (client.Nick is null || client.User.Length == 0 || client.IsNegotiating)
            return;
        if (_options.Password is { } password && client.Password != password)
        {
            Numeric(client, 464, ":Password incorrect");
            client.Send("ERROR :Closing link: bad password");
            return;
        }

        client.IsRegistered = true;
        Numeric(client, 1, $":Welcome {client.Source}");
        var denied = _options.DeniedTags is null ? "" : $" CLIENTTAGDENY={_options.DeniedTags}";
        Numeric(client, 5, $"CASEMAPPING=ascii CHANTYPES=# PREFIX=(ov)@+ CHANMODES=b,k,l,imnt NICKLEN=30 CHATHISTORY={_options.HistoryLimit} MSGREFTYPES={_options.ReferenceTypes}{denied} :are supported");
        Numeric(client, 422, ":There is no message of the day");
    }

    private void OnCap(SpecIrcClient client, SpecIrcLine line)
    {
        switch (line[0].ToUpperInvariant())
        {
            case "LS":
                client.IsNegotiating = !client.IsRegistered;
                client.Send($":{Name} CAP {client.Nick ?? "*"} LS :{string.Join(' ', _options.Capabilities)}");
                break;
            case "REQ":
                client.IsNegotiating = !client.IsRegistered;
                var wanted = line[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var known = wanted.All(name => _options.Capabilities.Any(offered => offered.Split('=')[0] == name));
                if (known)
                    client.Capabilities.UnionWith(wanted);
                client.Send($":{Name} CAP {client.Nick ?? "*"} {(known ? "ACK" : "NAK")} :{line[1]}");
                break;
            case "END":
                client.IsNegotiating = false;
                break;
        }
    }

    private void OnCommand(SpecIrcClient client, SpecIrcLine line)
    {
        var room = _rooms.GetValueOrDefault(Key(line[0]));
        if (_failing.Remove(line.Command, out var failure))
        {
            Fail(client, line.Command, failure.Code, $"{line[0]} :{failure.Text}");
            return;
        }

        switch (line.Command)
        {
            case "PING": client.Send($":{Name} PONG {Name} :{line[0]}"); break;
            case "CAP": OnCap(client, line); break;
            case "JOIN": Array.ForEach(line[0].Split(','), name => OnJoin(client, name)); break;
            case "RENAME": OnRename(client, room, line); break;
            case "PART": OnPart(client, room, line); break;
            case "NICK": OnNick(client, line[0]); break;
            case "NAMES" when room is not null: Names(client, room); break;
            case "TOPIC" when room is not null && room.Members.Contains(client):
                room.Topic = line[1];
                Tell(room.Members, $":{client.Source} TOPIC {room.Name} :{line[1]}");
                break;
            case "MODE": OnMode(client, room, line); break;
            case "KICK" when room is null || !room.Members.Contains(client): Numeric(client, 442, $"{line[0]} :You're not on that channel"); break;
            case "KICK": Numeric(client, 482, $"{line[0]} :You're not channel operator"); break;
            case "WHOIS" when Find(line[0]) is { } found:
                Numeric(client, 311, $"{found.Nick} {found.User} host.test * :{found.Nick}");
                if (found.Account is { } account)
                    Numeric(client, 330, $"{found.Nick} {account} :is logged in as");
                Numeric(client, 318, $"{found.Nick} :End of /WHOIS list");
                break;
            case "WHOIS": Numeric(client, 401, $"{line[0]} :No such nick/channel"); break;
            case "ISON": Numeric(client, 303, ":" + string.Join(' ', line.Parameters.Where(nick => Find(nick) is not null))); break;
            case "LIST":
                foreach (var listed in _rooms.Values)
                    Numeric(client, 322, $"{listed.Name} {listed.Members.Count} :{listed.Topic}");
                Numeric(client, 323, ":End of /LIST");
                break;
            case "QUIT": break;
            default: Numeric(client, 421, $"{line.Command} :Unknown command"); break;
        }
    }

    private void OnJoin(SpecIrcClient client, string name)
    {
        if (!IsChannel(name) || name.Length < 2)
        {
            Numeric(client, 403, $"{name} :No such channel");
            return;
        }

        if (!_rooms.TryGetValue(Key(name), out var room))
        {
            if (Redirects(client, name))
                return;
            _rooms[Key(name)] = room = new Room(name);
        }

        if (room.Members.Contains(client))
            return;
        if (room.IsInviteOnly)
        {
            Numeric(client, 473, $"{room.Name} :Cannot join channel (+i)");
            return;
        }

        room.Members.Add(client);
        Tell(room.Members, $":{client.Source} JOIN {room.Name}");
        Describe(client, room);
    }

    private void Describe(SpecIrcClient client, Room room)
    {
        if (room.Topic.Length > 0)
            Numeric(client, 332, $"{room.Name} :{room.Topic}");
        // Before the end of the names (read-marker, "Command flows").
        if (client.Has("draft/read-marker"))
            SendMarker(client, room.Name);
        Names(client, room);
    }

    private static void Names(SpecIrcClient client, Room room)
    {
        Numeric(client, 353, $"= {room.Name} :{string.Join(' ', room.Members.Select((member, index) => (index == 0 ? "@" : "") + member.Nick))}");
        Numeric(client, 366, $"{room.Name} :End of /NAMES list");
    }

    private static void OnPart(SpecIrcClient client, Room? room, SpecIrcLine line)
    {
        if (room is null || !room.Members.Contains(client))
        {
            Numeric(client, 442, $"{line[0]} :You're not on that channel");
            return;
        }

        Tell(room.Members, $":{client.Source} PART {room.Name} :{line[1]}");
        room.Members.Remove(client);
    }

    private void OnNick(SpecIrcClient client, string nick)
    {
        if (Find(nick) is { } taken && taken != client)
        {
            Numeric(client, 433, $"{nick} :Nickname is already in use");
            return;
        }

        var line = $":{client.Source} NICK {nick}";
        var witnesses = _rooms.Values.Where(room => room.Members.Contains(client)).SelectMany(static room => room.Members).Append(client).Distinct().ToList();
        client.Nick = nick;
        Tell(witnesses, line);
    }

    private static void OnMode(SpecIrcClient client, Room? room, SpecIrcLine line)
    {
        if (room is null)
            Numeric(client, 403, $"{line[0]} :No such channel");
        else if (line[1].Length == 0)
            Numeric(client, 324, $"{room.Name} +nt{(room.IsInviteOnly ? "i" : "")}");
        else if (line[1] == "+b" && line[2].Length == 0)
            Numeric(client, 368, $"{room.Name} :End of channel ban list");
        else if (line[1] == "+i" && room.Members[0] == client)
        {
            room.IsInviteOnly = true;
            Tell(room.Members, $":{client.Source} MODE {room.Name} +i");
        }
        else
            Numeric(client, 482, $"{room.Name} :You're not channel operator");
    }

    private void Gone(SpecIrcClient client, string reason)
    {
        _clients.Remove(client);
        foreach (var room in _rooms.Values.Where(room => room.Members.Remove(client)))
        {
            foreach (var member in room.Members)
                member.Write($":{client.Source} QUIT :{reason}");
        }
    }

    private static void Tell(IEnumerable<SpecIrcClient> clients, string line)
    {
        foreach (var client in clients)
            client.Send(line);
    }

    private sealed class Room(string name)
    {
        public string Name { get; set; } = name;

        public string Topic { get; set; } = "";

        public bool IsInviteOnly { get; set; }

        public List<SpecIrcClient> Members { get; } = [];
    }
}
