using System.Globalization;

namespace Bridge.Adapters.Irc;

/// <summary>The modes of a channel as settings of a room (XEP-0045 section 15.5.3 for the names), and back.</summary>
internal static class RoomSettings
{
    private const string Password = "muc#roomconfig_roomsecret";
    private const string Protected = "muc#roomconfig_passwordprotectedroom";
    private const string MaxUsers = "muc#roomconfig_maxusers";

    // What a switch stands for; some are the opposite of their mode.
    private static readonly (string Name, string Label, char Mode, bool SetIsOn)[] Switches =
    [
        ("muc#roomconfig_moderatedroom", "Only people with a voice may speak (+m)", 'm', true),
        ("muc#roomconfig_membersonly", "Only invited people may join (+i)", 'i', true),
        ("muc#roomconfig_changesubject", "Everybody may change the topic (-t)", 't', false),
        ("muc#roomconfig_publicroom", "The channel is listed (-s)", 's', false),
        ("irc#members_speak", "Only people in the channel may speak (+n)", 'n', true),
    ];

    internal static IReadOnlyList<GroupSetting> Read(IReadOnlyDictionary<char, string> modes)
    {
        var settings = Switches.Select(x => new GroupSetting(x.Name, x.Label, modes.ContainsKey(x.Mode) == x.SetIsOn ? "1" : "0", IsSwitch: true)).ToList();
        settings.Add(new GroupSetting(Protected, "A password is needed (+k)", modes.ContainsKey('k') ? "1" : "0", IsSwitch: true));
        settings.Add(new GroupSetting(Password, "The password", modes.GetValueOrDefault('k', ""), IsSwitch: false));
        settings.Add(new GroupSetting(MaxUsers, "The most people in the channel (+l)", modes.GetValueOrDefault('l', ""), IsSwitch: false));
        return settings;
    }

    /// <summary>The changes that lead from the modes now to the values wanted.</summary>
    /// <exception cref="NetworkException">A setting or a value cannot be.</exception>
    internal static IReadOnlyList<(char Sign, char Mode, string? Argument)> Changes(IReadOnlyDictionary<char, string> modes, IReadOnlyDictionary<string, string> values)
    {
        var changes = new List<(char, char, string?)>();
        foreach (var (name, value) in values)
        {
            if (Switches.FirstOrDefault(x => x.Name == name) is { Name: not null } found)
            {
                var set = IsOn(name, value) == found.SetIsOn;
                if (set != modes.ContainsKey(found.Mode))
                    changes.Add((set ? '+' : '-', found.Mode, null));
            }
            else if (name == MaxUsers)
                AddLimit(modes, value, changes);
            else if (name is not (Protected or Password))
                throw new NetworkException(NetworkError.Unsupported, $"A channel has no setting '{name}'.");
        }
        AddKey(modes, values, changes);
        return changes;
    }

    private static bool IsOn(string name, string value) => value switch
    {
        "1" or "true" => true,
        "0" or "false" => false,
        _ => throw new NetworkException(NetworkError.Malformed, $"The setting '{name}' is 1 or 0."),
    };

    private static void AddLimit(IReadOnlyDictionary<char, string> modes, string value, List<(char, char, string?)> changes)
    {
        if (value is "" or "0" or "none")
        {
            if (modes.ContainsKey('l'))
                changes.Add(('-', 'l', null));
            return;
        }
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var most) || most < 1)
            throw new NetworkException(NetworkError.Malformed, "The most people in a channel are a number, or none.");
        if (modes.GetValueOrDefault('l') != most.ToString(CultureInfo.InvariantCulture))
            changes.Add(('+', 'l', most.ToString(CultureInfo.InvariantCulture)));
    }

    private static void AddKey(IReadOnlyDictionary<char, string> modes, IReadOnlyDictionary<string, string> values, List<(char, char, string?)> changes)
    {
        var isProtected = values.TryGetValue(Protected, out var value) ? IsOn(Protected, value) : (bool?)null;
        var key = values.GetValueOrDefault(Password, "");
        var now = modes.GetValueOrDefault('k');
        if (isProtected == false || (isProtected is null && values.ContainsKey(Password) && key.Length == 0))
        {
            // Servers want a word here; the right one where they are strict.
            if (now is not null)
                changes.Add(('-', 'k', now.Length > 0 ? now : "*"));
            return;
        }
        if (key.Length == 0)
        {
            if (isProtected == true && now is null)
                throw new NetworkException(NetworkError.Malformed, "A channel that needs a password needs to be told which.");
            return;
        }
        if (!TargetName.IsValid(key))
            throw new NetworkException(NetworkError.Malformed, "A channel's password has no spaces and commas and does not begin with a colon.");
        if (key == now)
            return;
        if (now is not null)
            changes.Add(('-', 'k', now.Length > 0 ? now : "*"));
        changes.Add(('+', 'k', key));
    }
}
