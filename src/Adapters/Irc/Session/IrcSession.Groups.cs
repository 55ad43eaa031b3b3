namespace Bridge.Adapters.Irc;

/// <summary>Channels: joining, leaving, names, topics, invitations, the list.</summary>
internal sealed partial class IrcSession
{
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ListTimeout = TimeSpan.FromSeconds(120);

    /// <inheritdoc/>
    public async Task JoinGroupAsync(ChatId group, GroupJoin options, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        var connection = Live();
        await connection.State.AfterConnect.Sent.WaitAsync(stop).ConfigureAwait(false);
        var name = ChannelName(group);
        if (options.Password is { Length: > 0 } password && !TargetName.IsValid(password))
            throw new NetworkException(NetworkError.PasswordRequired, "A channel's password has no spaces and commas.");
        if (options.Name is { } asked)
            await TakeNickAsync(connection, asked, stop).ConfigureAwait(false);
        var key = connection.State.Key(name);
        var pending = connection.Joins.Enter(key, group, out var first);
        var wanted = new JoinLines.Wanted(key, name, string.IsNullOrEmpty(options.Password) ? null : options.Password, pending);
        try
        {
            if (first)
                await AskToJoinAsync(connection, wanted, stop).ConfigureAwait(false);
            await pending.Done.Task.WaitAsync(JoinTimeout, time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (connection.JoinLines.Remove(wanted))
        {
            // Nobody asked the server: who shares this join must not wait for it.
            connection.Joins.Fail(key, pending, new NetworkException(NetworkError.NetworkDown, "The request to join was not sent."));
            throw;
        }
        catch (TimeoutException)
        {
            connection.JoinLines.Remove(wanted);
            var late = new NetworkException(NetworkError.TimedOut, "The server did not answer the request to join in time.");
            connection.Joins.Fail(key, pending, late);
            throw late;
        }
    }

    /// <inheritdoc/>
    public async Task LeaveGroupAsync(ChatId group, string? reason, CancellationToken stop)
    {
        if (_connection is not { IsReady: true } connection || connection.Channels.Find(group.Value) is not { } channel)
            return;
        channel.IsLeaving = true;
        var outcome = await connection.PartLines.LeaveAsync(channel.Name, string.IsNullOrEmpty(reason) ? "" : LineSplitter.FirstLine(reason, 300), stop).ConfigureAwait(false);
        if (outcome != WriteOutcome.Written)
            throw new NetworkException(NetworkError.NetworkDown, "The connection to the server was lost.");
    }

    /// <inheritdoc/>
    public async Task SetNameAsync(ChatId group, string name, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(name);
        var connection = Live();
        if (!TargetName.IsValidNick(name))
            throw new NetworkException(NetworkError.NameInvalid, "A nick on IRC has no spaces and few special characters.");
        if (connection.State.Features.NickLength is { } most && name.Length > most)
            throw new NetworkException(NetworkError.NameInvalid, $"A nick on this server has at most {most} characters.");
        await connection.Nick.ChangeAsync(name, CommandTimeout, stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task SetTopicAsync(ChatId group, string topic, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(topic);
        var line = LineSplitter.Clean(topic).Replace('\n', ' ');
        var most = Math.Min(_connection?.State.Features.TopicLength ?? 390, 390);
        return CommandAsync("TOPIC", group, null, (output, channel) => output.Raw("TOPIC "u8).Text(channel).Raw(" :"u8).Text(LineSplitter.FirstLine(line, most)).End(), stop);
    }

    /// <inheritdoc/>
    public async Task InviteAsync(ChatId group, ContactId contact, string? reason, CancellationToken stop)
    {
        var nick = Nick(contact);
        await CommandAsync("INVITE", group, nick, (output, channel) => output.Raw("INVITE "u8).Text(nick).Raw(" "u8).Text(channel).End(), stop).ConfigureAwait(false);
        // INVITE itself has no room for words.
        if (LineSplitter.FirstLine(LineSplitter.Clean(reason ?? "").Replace('\n', ' ').Trim(), 300) is { Length: > 0 } words)
            await WriteAsync(Live(), output => output.Raw("NOTICE "u8).Text(nick).Raw(" :"u8).Text($"{ChannelName(group)}: {words}").End(), stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<GroupListing>> ListGroupsAsync(string? query, CancellationToken stop)
    {
        var connection = Live();
        var words = string.IsNullOrWhiteSpace(query) ? null : query.Trim();
        var request = new ListRequest(words);
        // What begins like a channel is meant as one, and the server can look for that itself; only it all knows the topics.
        var mask = words is not null && connection.State.Features.ListTakesMask && IrcAddressCodec.IsChannel(words) && TargetName.IsValid(words) && words.Length <= 64 ? words : null;
        return connection.Requests.QueryAsync(request, output =>
        {
            output.Raw("LIST"u8);
            if (mask is not null)
                output.Raw(" *"u8).Text(mask).Raw("*"u8);
            output.End();
        }, ListTimeout, stop);
    }

    /// <inheritdoc/>
    public Task<ContactProfile?> DescribeContactAsync(ContactId contact, CancellationToken stop)
    {
        var connection = Live();
        var nick = Nick(contact);
        var key = connection.State.Key(nick);
        var account = connection.Channels.All.Select(channel => channel.Get(key)?.Account).FirstOrDefault(static known => known is not null);
        var request = new WhoisRequest(contact, key, account);
        return connection.Requests.QueryAsync(request, output => output.Raw("WHOIS "u8).Text(nick).End(), CommandTimeout, stop);
    }

    /// <summary>Takes the nick of a join that is not the one the connection was made with, while nobody sees us under that.</summary>
    private static async Task TakeNickAsync(IrcConnection connection, string name, CancellationToken stop)
    {
        var state = connection.State;
        var isSeen = connection.Channels.All.Count > 0 || connection.Joins.Count(static _ => true) > 0;
        if (isSeen || name == connection.Nick.Asked)
            return;
        connection.Nick.Asked = name;
        var nick = NickName.Sanitise(name, state.Features.NickLength ?? int.MaxValue);
        if (nick == state.Nick || nick == state.WantedNick)
            return;
        state.WantedNick = nick;
        try
        {
            await connection.Nick.AskAsync(nick, CommandTimeout, stop).ConfigureAwait(false);
        }
        catch (NetworkException)
        {
            // The channel is joined under the nick that there is.
        }
    }

    private static async Task AskToJoinAsync(IrcConnection connection, JoinLines.Wanted wanted, CancellationToken stop)
    {
        if (connection.Channels.Find(wanted.Name) is not { IsLeaving: false } channel)
        {
            if (connection.JoinLines.IsFull(wanted.Name))
                connection.Joins.Fail(wanted.Key, wanted.Pending, new NetworkException(NetworkError.Full, "The server lets nobody into more channels than this account is in.") { Code = "irc.405" });
            else
                connection.JoinLines.Add(wanted);
            return;
        }
        try
        {
            // In it already: NAMES brings the same events again, in the order of everything else.
            channel.AnnounceAtEnd = true;
            await WriteAsync(connection, output => output.Raw("NAMES "u8).Text(channel.Name).End(), stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NetworkException or OperationCanceledException)
        {
            connection.Joins.Fail(wanted.Key, wanted.Pending, new NetworkException(NetworkError.NetworkDown, "The request to join was not sent."));
            throw;
        }
    }

    private static async Task WriteAsync(IrcConnection connection, Action<OutputBuffer> write, CancellationToken stop)
    {
        var taken = await connection.State.Limiter.TakeAsync(stop).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        using var output = new OutputBuffer(256) { Encoding = connection.State.Link.Outgoing };
        write(output);
        if (!taken || await connection.State.Link.WriteAsync(output.Written).ConfigureAwait(false) != WriteOutcome.Written)
            throw new NetworkException(NetworkError.NetworkDown, "The connection to the server was lost.");
    }

    /// <summary>Sends a command about a channel, and the PING whose answer says that it was dealt with.</summary>
    private Task<bool> CommandAsync(string command, ChatId group, string? nick, Action<OutputBuffer, string> write, CancellationToken stop)
    {
        var connection = Live();
        var name = connection.Channels.Find(group.Value)?.Name ?? ChannelName(group);
        var barrier = connection.Requests.NewBarrier();
        var request = new CommandRequest(command, connection.State.Key(name), nick is null ? null : connection.State.Key(nick), barrier);
        return connection.Requests.CommandAsync(request, output =>
        {
            output.Encoding = connection.State.OutgoingOf(group);
            write(output, name);
            output.Raw("PING :"u8).Text(barrier).End();
        }, CommandTimeout, stop);
    }

    private static string ChannelName(ChatId group) => TargetName.IsValid(group.Value) && IrcAddressCodec.IsChannel(group.Value)
        ? group.Value
        : throw new NetworkException(NetworkError.Malformed, "A channel's name begins with # and has no spaces and commas.");

    private static string Nick(ContactId contact) => TargetName.IsValidNick(contact.Value)
        ? contact.Value
        : throw new NetworkException(NetworkError.NotFound, "Nobody on IRC can have this name.");
}
