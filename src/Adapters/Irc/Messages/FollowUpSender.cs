namespace Bridge.Adapters.Irc;

/// <summary>Says something about messages: reactions, deletions, how far they were read.</summary>
internal sealed class FollowUpSender(IrcState state, ChannelTable channels, RequestTable requests, FollowUpEvents events)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(25);

    /// <summary>Sends what differs from the reactions that the account is known to have given.</summary>
    internal async Task SetReactionsAsync(ChatId chat, MessageId message, IReadOnlyList<string> reactions, CancellationToken stop)
    {
        var target = TargetOf(chat);
        var before = state.Memory.ReactionsTo(message.Value);
        var changes = before.Except(reactions).Select(static reaction => (Reaction: reaction, Taken: true))
            .Concat(reactions.Except(before).Select(static reaction => (Reaction: reaction, Taken: false)));
        foreach (var (reaction, taken) in changes.ToList())
        {
            if (!MessageTags.CanReact(state))
                throw new NetworkException(NetworkError.Unsupported, "This server carries no reactions.");
            var tags = MessageTags.React(state, message, reaction, taken) ?? throw new NetworkException(NetworkError.Malformed, "This cannot be a reaction on IRC.");
            // Before it is sent, so that the server's echo is known for what it is.
            state.Memory.React(message.Value, reaction, taken);
            try
            {
                await SendAsync("TAGMSG", target, output => output.Raw("@"u8).Tags(tags).Raw(" TAGMSG "u8).Text(target).End(), stop).ConfigureAwait(false);
            }
            catch (NetworkException)
            {
                state.Memory.React(message.Value, reaction, !taken);
                throw;
            }
        }
    }

    /// <summary>Deletes messages for everybody.</summary>
    internal async Task RetractAsync(ChatId chat, IReadOnlyList<MessageId> messages, string? reason, CancellationToken stop)
    {
        if (!state.Has(IrcCaps.MessageRedaction))
            throw new NetworkException(NetworkError.Unsupported, "This server deletes no messages.");
        if (messages.Count == 0 || !messages.All(static message => TagValue.IsParameter(message.Value)))
            throw new NetworkException(NetworkError.NotFound, "There is no such message.");
        var target = TargetOf(chat);
        foreach (var message in messages)
        {
            state.Memory.Redacting(message.Value, underWay: true);
            try
            {
                await SendAsync("REDACT", target, output => WriteRedact(output, target, message.Value, reason), stop).ConfigureAwait(false);
            }
            finally
            {
                state.Memory.Redacting(message.Value, underWay: false);
            }
        }
    }

    /// <summary>Marks a chat as read up to a message.</summary>
    internal async Task MarkReadAsync(ChatId chat, MessageId upTo, CancellationToken stop)
    {
        if (!state.Has(IrcCaps.ReadMarker | IrcCaps.ServerTime))
            throw new NetworkException(NetworkError.Unsupported, "This server keeps no read markers.");
        if (!state.Memory.TryGet(upTo.Value, out var message) || message.Chat != chat)
            throw new NetworkException(NetworkError.NotFound, "The time of this message is not known any more.");
        var target = TargetOf(chat);
        events.SetMarker(state.Key(target), message.At);
        var time = TagValue.WriteTime(message.At);
        await SendAsync("MARKREAD", target, output => output.Raw("MARKREAD "u8).Text(target).Raw(" timestamp="u8).Text(time).End(), stop).ConfigureAwait(false);
    }

    private static void WriteRedact(OutputBuffer output, string target, string id, string? reason)
    {
        output.Raw("REDACT "u8).Text(target).Raw(" "u8).Text(id);
        var at = 0;
        var line = LineSplitter.Clean(reason ?? "").Replace('\n', ' ').Trim();
        if (LineSplitter.TryNext(line, ref at, 150, out var start, out var length))
            output.Raw(" :"u8).Text(line.AsSpan(start, length));
        output.End();
    }

    private string TargetOf(ChatId chat)
    {
        if (channels.Find(chat.Value) is { } channel)
            return channel.Name;
        if (!TargetName.IsValidNick(chat.Value))
            throw new NetworkException(IrcAddressCodec.IsChannel(chat.Value) ? NetworkError.NotJoined : NetworkError.NotFound, "The account is not in this chat.");
        return chat.Value;
    }

    private Task<bool> SendAsync(string command, string target, Action<OutputBuffer> write, CancellationToken stop)
    {
        var barrier = requests.NewBarrier();
        return requests.CommandAsync(new FollowUpRequest(command, state.Key(target), barrier), output =>
        {
            write(output);
            output.Raw("PING :"u8).Text(barrier).End();
        }, Timeout, stop);
    }
}
