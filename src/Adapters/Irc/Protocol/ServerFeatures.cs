using System.Globalization;

namespace Bridge.Adapters.Irc;

/// <summary>What the server said of itself in 005 (ISUPPORT), with the defaults of RFC 2812 before and without it.</summary>
internal sealed class ServerFeatures
{
    private const int MaxPrefixes = 8;

    /// <summary>What holds before a server has said anything.</summary>
    internal static ServerFeatures Default { get; } = new();

    internal CaseMapping CaseMapping { get; private set; } = CaseMapping.Rfc1459;

    internal string ChannelTypes { get; private set; } = "#&";

    /// <summary>The modes of members, highest first.</summary>
    internal string PrefixModes { get; private set; } = "ov";

    /// <summary>Their characters before a nick, in the same order.</summary>
    internal string PrefixChars { get; private set; } = "@+";

    internal string StatusMessage { get; private set; } = "";

    /// <summary>Channel modes: lists (A), with a parameter always (B), with one only when set (C), without (D).</summary>
    internal string[] ChannelModes { get; private set; } = ["b", "k", "l", "imnpst"];

    internal int? NickLength { get; private set; }

    internal int? ChannelLength { get; private set; }

    internal int? TopicLength { get; private set; }

    /// <summary>The longest line in bytes, with its end.</summary>
    internal int LineLength { get; private set; } = 512;

    /// <summary>How many modes with a parameter fit one command.</summary>
    internal int Modes { get; private set; } = 3;

    internal string? NetworkName { get; private set; }

    /// <summary>The mode of users that are programs (bot-mode), or null.</summary>
    internal char? BotMode { get; private set; }

    /// <summary>How many people MONITOR watches; 0 when there is no such command.</summary>
    internal int Monitor { get; private set; }

    /// <summary>WHO tells the account as well (WHOX).</summary>
    internal bool HasWhox { get; private set; }

    /// <summary>LIST takes a mask (ELIST M).</summary>
    internal bool ListTakesMask { get; private set; }

    /// <summary>The longest text of AWAY in bytes.</summary>
    internal int? AwayLength { get; private set; }

    /// <summary>CHANLIMIT: how many channels of these types one may be in.</summary>
    internal IReadOnlyList<(string Types, int Most)> ChannelLimits { get; private set; } = [];

    /// <summary>TARGMAX by command; the value is null for no limit.</summary>
    internal Dictionary<string, int?> TargetLimits { get; private set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The server takes nothing but UTF-8 (<c>UTF8ONLY</c>).</summary>
    internal bool Utf8Only { get; private set; }

    /// <summary>The client-only tags that the server does not relay (<c>CLIENTTAGDENY</c>).</summary>
    internal TagDenyList DeniedTags { get; private set; } = TagDenyList.None;

    /// <summary>The most messages that one CHATHISTORY brings; 0 when the server does not say.</summary>
    internal int HistoryLimit { get; private set; }

    /// <summary>Whether CHATHISTORY takes ids (<c>MSGREFTYPES</c>).</summary>
    internal bool HistoryById { get; private set; } = true;

    /// <summary>Whether CHATHISTORY takes times.</summary>
    internal bool HistoryByTime { get; private set; } = true;

    /// <summary>These, and what a line of tokens with spaces between them says.</summary>
    internal ServerFeatures With(string tokens)
    {
        var changed = (ServerFeatures)MemberwiseClone();
        changed.TargetLimits = new(TargetLimits, TargetLimits.Comparer);
        foreach (var token in tokens.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            changed.Apply(token);
        return changed;
    }

    /// <summary>Takes one token: <c>NAME</c>, <c>NAME=value</c> or <c>-NAME</c>.</summary>
    internal void Apply(string token)
    {
        var equals = token.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? token : token[..equals];
        var value = equals < 0 ? "" : Unescape(token[(equals + 1)..]);
        if (name.StartsWith('-'))
            Reset(name[1..]);
        else
            Set(name, value);
    }

    internal bool IsChannel(ReadOnlySpan<char> name) => name.Length > 0 && ChannelTypes.Contains(name[0], StringComparison.Ordinal);

    internal bool IsChannel(ReadOnlySpan<byte> name) => name.Length > 0 && ChannelTypes.Contains((char)name[0], StringComparison.Ordinal);

    /// <summary>The bit of a mode of members, 0 for others.</summary>
    internal byte BitOfMode(char mode) => Bit(PrefixModes.IndexOf(mode, StringComparison.Ordinal));

    /// <summary>The bit of a character before a nick, 0 for others.</summary>
    internal byte BitOfPrefix(char prefix) => Bit(PrefixChars.IndexOf(prefix, StringComparison.Ordinal));

    /// <summary>What the bits of a member mean.</summary>
    internal MemberRole RoleOf(byte bits, bool moderated)
    {
        var operators = PrefixModes.IndexOf('o', StringComparison.Ordinal);
        for (var i = 0; i < PrefixModes.Length && i < MaxPrefixes; i++)
        {
            if ((bits & (1 << i)) == 0)
                continue;
            return PrefixModes[i] switch
            {
                'q' or 'a' => MemberRole.Owner,
                'o' => MemberRole.Admin,
                'h' => MemberRole.Moderator,
                'v' => MemberRole.Voiced,
                // A rank of the server's own: above operators it is the staff's, below it counts for little.
                _ => i < operators ? MemberRole.Owner : MemberRole.Voiced,
            };
        }
        return moderated ? MemberRole.Visitor : MemberRole.Participant;
    }

    private static byte Bit(int index) => index is < 0 or >= MaxPrefixes ? (byte)0 : (byte)(1 << index);

    private void Reset(string name)
    {
        var fresh = new ServerFeatures();
        switch (name.ToUpperInvariant())
        {
            case "CASEMAPPING": CaseMapping = fresh.CaseMapping; break;
            case "CHANTYPES": ChannelTypes = fresh.ChannelTypes; break;
            case "PREFIX": (PrefixModes, PrefixChars) = (fresh.PrefixModes, fresh.PrefixChars); break;
            case "CHANMODES": ChannelModes = fresh.ChannelModes; break;
            case "STATUSMSG": StatusMessage = ""; break;
            case "NICKLEN": NickLength = null; break;
            case "CHANNELLEN": ChannelLength = null; break;
            case "TOPICLEN": TopicLength = null; break;
            case "LINELEN": LineLength = fresh.LineLength; break;
            case "MODES": Modes = fresh.Modes; break;
            case "TARGMAX": TargetLimits.Clear(); break;
            case "CLIENTTAGDENY": DeniedTags = TagDenyList.None; break;
            case "CHATHISTORY": HistoryLimit = 0; break;
            case "MSGREFTYPES": (HistoryById, HistoryByTime) = (true, true); break;
            case "BOT": BotMode = null; break;
            case "MONITOR": Monitor = 0; break;
            case "WHOX": HasWhox = false; break;
            case "UTF8ONLY": Utf8Only = false; break;
            case "ELIST": ListTakesMask = false; break;
            case "AWAYLEN": AwayLength = null; break;
            case "CHANLIMIT": ChannelLimits = []; break;
        }
    }

    private void Set(string name, string value)
    {
        switch (name.ToUpperInvariant())
        {
            case "CASEMAPPING": CaseMapping = CaseFolding.Parse(value); break;
            case "CHANTYPES": ChannelTypes = value; break;
            case "PREFIX": SetPrefix(value); break;
            case "CHANMODES": SetChannelModes(value); break;
            case "STATUSMSG": StatusMessage = string.Concat(value.Where(static c => !char.IsLetterOrDigit(c))); break;
            case "NICKLEN" or "MAXNICKLEN": NickLength = Number(value, 1, 512) ?? NickLength; break;
            case "CHANNELLEN": ChannelLength = Number(value, 1, 512) ?? ChannelLength; break;
            case "TOPICLEN": TopicLength = Number(value, 1, 65_536) ?? TopicLength; break;
            case "LINELEN": LineLength = Number(value, 512, 16_384) ?? LineLength; break;
            case "MODES": Modes = value.Length == 0 ? 20 : Number(value, 1, 20) ?? Modes; break;
            case "NETWORK": NetworkName = value; break;
            case "TARGMAX": SetTargets(value); break;
            case "CLIENTTAGDENY": DeniedTags = TagDenyList.Parse(value); break;
            case "CHATHISTORY": HistoryLimit = Number(value, 0, 1000) ?? HistoryLimit; break;
            case "MSGREFTYPES":
                var types = value.Split(',');
                (HistoryById, HistoryByTime) = (types.Contains("msgid", StringComparer.Ordinal), types.Contains("timestamp", StringComparer.Ordinal));
                break;
            case "BOT": BotMode = value is [var mode] && char.IsAsciiLetter(mode) ? mode : null; break;
            case "MONITOR": Monitor = value.Length == 0 ? int.MaxValue : Number(value, 0, 100_000) ?? Monitor; break;
            case "WHOX": HasWhox = true; break;
            case "UTF8ONLY": Utf8Only = true; break;
            case "ELIST": ListTakesMask = value.Contains('M', StringComparison.OrdinalIgnoreCase); break;
            case "AWAYLEN": AwayLength = Number(value, 1, 4096) ?? AwayLength; break;
            case "CHANLIMIT": SetChannelLimits(value); break;
        }
    }

    private void SetPrefix(string value)
    {
        var close = value.IndexOf(')', StringComparison.Ordinal);
        if (value.Length == 0)
            (PrefixModes, PrefixChars) = ("", "");
        else if (value[0] == '(' && close > 0 && close - 1 == value.Length - close - 1)
            (PrefixModes, PrefixChars) = (value[1..close], value[(close + 1)..]);
    }

    private void SetChannelModes(string value)
    {
        var parts = value.Split(',');
        if (parts.Length >= 4)
            ChannelModes = parts[..4];
    }

    private void SetTargets(string value)
    {
        foreach (var part in value.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && TargetLimits.Count < 64)
                TargetLimits[part[..colon]] = Number(part[(colon + 1)..], 1, 1000);
        }
    }

    private void SetChannelLimits(string value)
    {
        var limits = new List<(string, int)>();
        foreach (var part in value.Split(',', StringSplitOptions.RemoveEmptyEntries).Take(8))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            // Nothing and 0 both stand for no limit.
            if (colon > 0 && Number(part[(colon + 1)..], 0, 100_000) is { } most and > 0)
                limits.Add((part[..colon], most));
        }
        ChannelLimits = limits;
    }

    private static int? Number(string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, least, most) : null;

    private static string Unescape(string value)
    {
        var at = -1;
        while ((at = value.IndexOf("\\x", at + 1, StringComparison.Ordinal)) >= 0 && at + 4 <= value.Length)
        {
            if (byte.TryParse(value.AsSpan(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                value = string.Concat(value.AsSpan(0, at), ((char)code).ToString(), value.AsSpan(at + 4));
        }
        return value;
    }
}
