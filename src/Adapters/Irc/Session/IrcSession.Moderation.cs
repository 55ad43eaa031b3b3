namespace Bridge.Adapters.Irc;

/// <summary>Kicks, bans and roles.</summary>
internal sealed partial class IrcSession
{
    // What a line of 512 bytes holds.
    private const int MasksOfLine = 3;

    /// <inheritdoc/>
    public Task KickAsync(ChatId group, ContactId member, string? reason, CancellationToken stop)
    {
        var nick = Nick(member);
        return CommandAsync("KICK", group, nick, (output, channel) => WriteKick(output, channel, nick, reason), stop);
    }

    /// <inheritdoc/>
    public Task SetBanAsync(ChatId group, string address, bool banned, string? reason, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!TargetName.IsValid(address))
            throw new NetworkException(NetworkError.Malformed, "A ban is a nick or a mask like nick!user@host, without spaces.");
        var connection = Live();
        var channel = connection.Channels.Find(group.Value);
        var isNick = TargetName.IsValidNick(address);
        var member = isNick ? channel?.Get(connection.State.Key(address)) : null;
        if (isNick && !banned)
            return LiftAsync(group, address, member?.Source.Address, stop);
        var mask = isNick ? BanMask.For(connection.State, channel, address) : address;
        return CommandAsync("MODE", group, isNick ? address : null, (output, name) =>
        {
            output.Raw("MODE "u8).Text(name).Raw(banned ? " +b "u8 : " -b "u8).Text(mask).End();
            // A ban keeps people out; who is in has to be removed as well.
            if (banned && member is not null)
                WriteKick(output, name, address, reason);
        }, stop);
    }

    /// <inheritdoc/>
    public Task SetRoleAsync(ChatId group, ContactId member, MemberRole role, CancellationToken stop)
    {
        var connection = Live();
        var nick = Nick(member);
        if (role == MemberRole.Visitor && connection.Channels.Find(group.Value) is { Moderated: false })
            throw new NetworkException(NetworkError.Malformed, "Everybody may speak in a channel that is not moderated: make it moderated (+m) first.");
        var features = connection.State.Features;
        var wanted = ModeOf(features, role);
        var bits = connection.Channels.Find(group.Value)?.Get(connection.State.Key(nick))?.Modes ?? 0;
        var wantedBit = wanted is { } mode ? features.BitOfMode(mode) : (byte)0;
        var changes = new List<(char Sign, char Mode)>();
        foreach (var other in features.PrefixModes)
        {
            var bit = features.BitOfMode(other);
            // Higher ranks go; lower ones (a voice below an operator) do no harm and stay.
            if (bit != 0 && (bits & bit) != 0 && (wantedBit == 0 || bit < wantedBit))
                changes.Add(('-', other));
        }
        if (wanted is { } set && (bits & wantedBit) == 0)
            changes.Add(('+', set));
        if (changes.Count == 0)
            return Task.CompletedTask;
        return CommandAsync("MODE", group, nick, (output, name) => WriteModes(output, name, nick, changes, features.Modes), stop);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListBansAsync(ChatId group, CancellationToken stop)
    {
        var connection = Live();
        var name = ChannelName(group);
        var request = new BanListRequest(connection.State.Key(name));
        return connection.Requests.QueryAsync(request, output => output.Raw("MODE "u8).Text(name).Raw(" +b"u8).End(), CommandTimeout, stop);
    }

    private static void WriteKick(OutputBuffer output, string channel, string nick, string? reason)
    {
        output.Raw("KICK "u8).Text(channel).Raw(" "u8).Text(nick);
        if (!string.IsNullOrEmpty(reason))
            output.Raw(" :"u8).Text(LineSplitter.FirstLine(reason, 250));
        output.End();
    }

    private static void WriteModes(OutputBuffer output, string channel, string nick, List<(char Sign, char Mode)> changes, int most)
    {
        foreach (var part in changes.Chunk(Math.Max(1, most)))
        {
            output.Raw("MODE "u8).Text(channel).Raw(" "u8);
            foreach (var (sign, mode) in part)
                output.Text([sign, mode]);
            for (var i = 0; i < part.Length; i++)
                output.Raw(" "u8).Text(nick);
            output.End();
        }
    }

    /// <summary>Lifts the bans that keep a nick out: a list of bans has masks only.</summary>
    private async Task LiftAsync(ChatId group, string nick, string? address, CancellationToken stop)
    {
        var state = Live().State;
        address ??= (await DescribeContactAsync(new ContactId(nick), stop).ConfigureAwait(false))?.Handle;
        var bans = await ListBansAsync(group, stop).ConfigureAwait(false);
        var masks = bans.Where(mask => TargetName.IsValid(mask) && BanMask.Matches(state, mask, nick, address)).ToList();
        if (masks.Count == 0)
            throw new NetworkException(NetworkError.NotFound, "No ban here is known to be about this nick. The list of bans has the masks, by which they can be lifted.");
        await CommandAsync("MODE", group, null, (output, name) =>
        {
            foreach (var part in masks.Chunk(Math.Clamp(state.Features.Modes, 1, MasksOfLine)))
                output.Raw("MODE "u8).Text(name).Raw(" -"u8).Text(new string('b', part.Length)).Raw(" "u8).Text(string.Join(' ', part)).End();
        }, stop).ConfigureAwait(false);
    }

    private static char? ModeOf(ServerFeatures features, MemberRole role)
    {
        var modes = role switch { MemberRole.Owner => "qa", MemberRole.Admin => "o", MemberRole.Moderator => "h", MemberRole.Voiced => "v", _ => "" };
        if (modes.Length == 0)
            return null;
        foreach (var mode in modes)
        {
            if (features.PrefixModes.Contains(mode, StringComparison.Ordinal))
                return mode;
        }
        throw new NetworkException(NetworkError.Unsupported, "This server has no such rank.");
    }
}
