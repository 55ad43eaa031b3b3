namespace Bridge.Adapters.Irc;

/// <summary>The settings of channels.</summary>
internal sealed partial class IrcSession
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<GroupSetting>> GetGroupSettingsAsync(ChatId group, CancellationToken stop) =>
        RoomSettings.Read(await ModesAsync(group, stop).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task SetGroupSettingsAsync(ChatId group, IReadOnlyDictionary<string, string> values, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(values);
        var changes = RoomSettings.Changes(await ModesAsync(group, stop).ConfigureAwait(false), values);
        if (changes.Count == 0)
            return;
        var most = Math.Max(1, Live().State.Features.Modes);
        await CommandAsync("MODE", group, null, (output, channel) =>
        {
            foreach (var part in changes.Chunk(most))
            {
                output.Raw("MODE "u8).Text(channel).Raw(" "u8);
                foreach (var (sign, mode, _) in part)
                    output.Text([sign, mode]);
                foreach (var (_, _, argument) in part)
                {
                    if (argument is not null)
                        output.Raw(" "u8).Text(argument);
                }
                output.End();
            }
        }, stop).ConfigureAwait(false);
    }

    private Task<IReadOnlyDictionary<char, string>> ModesAsync(ChatId group, CancellationToken stop)
    {
        var connection = Live();
        var name = connection.Channels.Find(group.Value)?.Name ?? ChannelName(group);
        var request = new ModesRequest(connection.State.Key(name));
        return connection.Requests.QueryAsync(request, output => output.Raw("MODE "u8).Text(name).End(), CommandTimeout, stop);
    }
}
