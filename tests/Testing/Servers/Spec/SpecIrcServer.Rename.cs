namespace Bridge.Testing.Servers.Spec;

// channel-rename.
public sealed partial class SpecIrcServer
{
    private const string RenameCapability = "draft/channel-rename";

    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);

    private void OnRename(SpecIrcClient client, Room? room, SpecIrcLine line)
    {
        var name = line[1];
        if (!_options.Capabilities.Contains(RenameCapability))
            Numeric(client, 421, "RENAME :Unknown command");
        else if (room is null || !room.Members.Contains(client))
            Numeric(client, 442, $"{line[0]} :You're not on that channel");
        else if (room.Members[0] != client)
            Numeric(client, 482, $"{room.Name} :You must be a channel operator");
        else if (!IsChannel(name))
            Fail(client, "RENAME", "CANNOT_RENAME", $"{room.Name} {name} :The channel cannot be renamed");
        else if (Key(name) != Key(room.Name) && _rooms.ContainsKey(Key(name)))
            Fail(client, "RENAME", "CHANNEL_NAME_IN_USE", $"{room.Name} {name} :The channel name is already taken");
        else
            Rename(client, room, name, line[2]);
    }

    private void Rename(SpecIrcClient client, Room room, string name, string reason)
    {
        var former = room.Name;
        _rooms.Remove(Key(former));
        _rooms[Key(name)] = room;
        room.Name = name;
        if (Key(former) != Key(name))
            _renamed[Key(former)] = name;
        for (var i = 0; i < _messages.Count; i++)
        {
            if (_messages[i].Target == former)
                _messages[i] = _messages[i] with { Target = name };
        }

        foreach (var member in room.Members)
        {
            if (member.Has(RenameCapability))
                member.Send($":{client.Source} RENAME {former} {name} :{reason}");
            else if (Key(former) != Key(name))
            {
                // "Fallback": as if the member had gone from one to the other.
                member.Send($":{member.Source} PART {former} :{reason}");
                member.Send($":{member.Source} JOIN {name}");
                Describe(member, room);
            }
        }
    }

    /// <summary>Whether somebody asks for a channel that is called otherwise now, and has been told so.</summary>
    private bool Redirects(SpecIrcClient client, string name)
    {
        if (!client.Has(RenameCapability) || !_renamed.TryGetValue(Key(name), out var current))
            return false;
        Fail(client, "JOIN", "CHANNEL_RENAMED", $"{name} {current} :The channel has been renamed");
        return true;
    }
}
