using Bridge.Adapters;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Media.Remote;
using Bridge.Store;

namespace Bridge.Gateway.Delivery;

/// <summary>
/// Cuts a request down to what the chat can carry: what it has goes through the session's verb, what it has not is written as text, left out or
/// refused, as the levels in its <see cref="Capabilities"/> say. Pure.
/// </summary>
internal static class Degrading
{
    /// <summary>What is to be done.</summary>
    /// <param name="delivery">The request, with the messages it speaks of as far as they are known.</param>
    /// <param name="session">The session that will do it.</param>
    /// <param name="now">The time, for the network's windows.</param>
    public static HandoverStep Of(OutgoingDelivery delivery, INetworkSession session, DateTimeOffset now)
    {
        var capabilities = session.GetCapabilities(new ChatId(delivery.Chat));
        return delivery.Request.Kind switch
        {
            OutgoingKind.Correction => Correct(delivery, session, capabilities, now),
            OutgoingKind.Reactions => React(delivery, session, capabilities),
            OutgoingKind.Retraction => Retract(delivery, session, capabilities, now),
            _ => Vote(delivery, session, capabilities) ?? Say(delivery, capabilities, ""),
        };
    }

    /// <summary>A reply to a poll that names its options; null for all others.</summary>
    private static HandoverStep? Vote(OutgoingDelivery delivery, INetworkSession session, Capabilities capabilities)
    {
        if (delivery is not { Request.Reply: not null, Answered: { Poll: { } poll } answered, Content: { Text.Plain: { } words, Parts.Count: 0 } }
            || Polls.ReadVote(poll, words) is not { } options)
        {
            return null;
        }

        return capabilities[Feature.Polls] switch
        {
            CapabilityLevel.Rejected => PartDegrading.Unsupported("votes"),
            >= CapabilityLevel.Partial when session is IVotesInPolls => new HandoverStep.Vote(new MessageId(answered.NetworkId), options),
            _ => null,
        };
    }

    private static HandoverStep Say(OutgoingDelivery delivery, Capabilities capabilities, string mark)
    {
        var request = delivery.Request;
        var content = PartDegrading.Apply(request.Content, new FileLimits(capabilities, delivery.Conversation.Files.Most), out var refused);
        if (refused is not null)
        {
            return refused;
        }

        if (content is { Subject: null, Text: null or { Plain.Length: 0 }, Parts.Count: 0 })
        {
            return new HandoverStep.Refuse(NetworkError.Unsupported, "This chat can carry nothing of that message.");
        }

        if (request.Thread is not null && capabilities[Feature.Threads] == CapabilityLevel.Rejected)
        {
            return PartDegrading.Unsupported("threads");
        }

        if (content.Flags.HasFlag(MessageFlags.Action) && capabilities[Feature.Action] == CapabilityLevel.Rejected)
        {
            return PartDegrading.Unsupported("actions");
        }

        ReplyReference? replyTo = null;
        if (request.Reply is { } reply)
        {
            switch (capabilities[Feature.Replies])
            {
                case CapabilityLevel.Rejected:
                    return PartDegrading.Unsupported("replies");
                case CapabilityLevel.Partial or CapabilityLevel.Full when delivery.Answered is { } answered:
                    var author = answered.Direction == MessageDirection.FromNetwork ? new ContactId(answered.Sender) : (ContactId?)null;
                    replyTo = new ReplyReference(new MessageId(answered.NetworkId), author, reply.Quote);
                    break;
                case not CapabilityLevel.Dropped when !content.Flags.HasFlag(MessageFlags.Action):
                    mark = FallbackText.ReplyMark(reply, content) + mark;
                    break;
                default:
                    break;
            }
        }

        if (WithLevel(content, mark, request.IsUnstyled, capabilities) is not { } degraded)
        {
            return PartDegrading.Unsupported("styled texts");
        }

        return new HandoverStep.Send(new OutgoingMessage
        {
            Token = new SendToken(delivery.StanzaId),
            Chat = new ChatId(delivery.Chat),
            Content = degraded,
            ReplyTo = replyTo,
            Thread = request.Thread is { } thread && capabilities[Feature.Threads] >= CapabilityLevel.Partial ? new ThreadId(thread) : null,
        });
    }

    private static HandoverStep Correct(OutgoingDelivery delivery, INetworkSession session, Capabilities capabilities, DateTimeOffset now)
    {
        var level = capabilities[Feature.Edits];
        if (level == CapabilityLevel.Rejected)
        {
            return PartDegrading.Unsupported("corrections");
        }

        // A message that went out in pieces has as many ids: the first piece alone cannot be made to hold the new text.
        if (level >= CapabilityLevel.Partial && session is IEditsMessages && delivery.Target is { NetworkIds: [var first] } target
            && IsWithin(capabilities.EditWindow, target, now) && !MessageSplitting.IsNeeded(capabilities, delivery.Content)
            && Say(delivery, capabilities, "") is HandoverStep.Send said)
        {
            return new HandoverStep.Edit(new MessageId(first), said.Message);
        }

        return Say(delivery, capabilities, level == CapabilityLevel.Dropped ? "" : FallbackText.CorrectionMark);
    }

    private static HandoverStep React(OutgoingDelivery delivery, INetworkSession session, Capabilities capabilities)
    {
        var request = delivery.Request;
        switch (capabilities[Feature.Reactions])
        {
            case CapabilityLevel.Rejected or CapabilityLevel.Dropped:
                return PartDegrading.Unsupported("reactions");
            case CapabilityLevel.Partial or CapabilityLevel.Full when session is IReacts:
                if (delivery.Target is not { } target)
                {
                    return new HandoverStep.Refuse(NetworkError.NotFound, "The message is not known here, or not any more.");
                }

                return Limit(request.Reactions, capabilities) is { } limit
                    ? new HandoverStep.Refuse(NetworkError.Unsupported, limit)
                    : new HandoverStep.React(new MessageId(target.NetworkId), request.Reactions);
            default:
                var former = delivery.Target is null ? request.FormerReactions : delivery.FormerReactions;
                List<string> added = [.. request.Reactions.Where(emoji => !former.Contains(emoji))];
                return added.Count == 0 ? new HandoverStep.Nothing() : new HandoverStep.Send(new OutgoingMessage
                {
                    Token = new SendToken(delivery.StanzaId),
                    Chat = new ChatId(delivery.Chat),
                    Content = FallbackText.Reaction(added, request, asAction: capabilities[Feature.Action] >= CapabilityLevel.Partial),
                });
        }
    }

    private static HandoverStep Retract(OutgoingDelivery delivery, INetworkSession session, Capabilities capabilities, DateTimeOffset now)
    {
        var level = capabilities[Feature.Retractions];
        if (level < CapabilityLevel.Fallback)
        {
            return new HandoverStep.Refuse(NetworkError.Unsupported, "Messages cannot be taken back here: whoever has read it has read it.");
        }

        if (delivery.Target is { IsOwn: false } || delivery.Request.Author is not null)
        {
            return new HandoverStep.Refuse(NetworkError.Forbidden, "Only your own messages can be taken back.");
        }

        if (level == CapabilityLevel.Fallback || session is not IRetractsMessages)
        {
            return new HandoverStep.Send(new OutgoingMessage
            {
                Token = new SendToken(delivery.StanzaId),
                Chat = new ChatId(delivery.Chat),
                Content = FallbackText.Retraction(delivery.Request.Excerpt, asAction: capabilities[Feature.Action] >= CapabilityLevel.Partial),
            });
        }

        return delivery.Target switch
        {
            null => new HandoverStep.Refuse(NetworkError.NotFound, "The message is not known here, or not any more."),
            var target when !IsWithin(capabilities.RetractWindow, target, now) => new HandoverStep.Refuse(NetworkError.WindowClosed, "The message is too old to be taken back."),
            { Stanzas: > 1, NetworkIds.Count: > 1 } several => several.Part < several.NetworkIds.Count
                ? new HandoverStep.Retract([new MessageId(several.NetworkId)])
                : new HandoverStep.Refuse(NetworkError.Unsupported, "This text belongs to the first of the files before it, and goes when that is taken back."),
            var target => new HandoverStep.Retract([.. target.NetworkIds.Select(static id => new MessageId(id))]),
        };
    }

    /// <summary>The content with what stands before it, and its spans where the chat has any; null when it may not have any and does.</summary>
    private static MessageContent? WithLevel(MessageContent content, string mark, bool isUnstyled, Capabilities capabilities)
    {
        var flags = content.Flags;
        if (flags.HasFlag(MessageFlags.Action) && (mark.Length > 0 || capabilities[Feature.Action] < CapabilityLevel.Partial))
        {
            mark += capabilities[Feature.Action] == CapabilityLevel.Dropped ? "" : "/me ";
            flags &= ~MessageFlags.Action;
        }

        if (content.Text is null && mark.Length == 0)
        {
            return content with { Flags = flags };
        }

        var text = content.Text ?? new RichText("");
        var level = capabilities[Feature.Formatting];
        if (!isUnstyled && (level >= CapabilityLevel.Partial || level == CapabilityLevel.Rejected))
        {
            text = MentionSpans.Carry(text, StyledText.Parse(text.Plain));
            if (level == CapabilityLevel.Rejected && text.Spans.Any(static span => span.Kind != SpanKind.Mention))
            {
                return null;
            }
        }

        if (mark.Length > 0)
        {
            text = new RichText(mark + text.Plain) { Spans = [.. text.Spans.Select(span => span with { Start = span.Start + mark.Length })] };
        }

        return ReferenceEquals(text, content.Text) && flags == content.Flags ? content : content with { Text = text, Flags = flags };
    }

    private static string? Limit(IReadOnlyList<string> reactions, Capabilities capabilities)
    {
        if (capabilities.AllowedReactions is { } allowed && reactions.FirstOrDefault(emoji => !allowed.Contains(emoji)) is { } refused)
        {
            return allowed.Count == 0 ? "There are no reactions here." : $"{refused} is none of the reactions that are allowed here: {string.Join(' ', allowed.Take(32))}";
        }

        return capabilities.MaxReactions is { } most && reactions.Count > most
            ? most == 1 ? "Only one reaction to a message is possible here: take the other back first." : $"No more than {most} reactions to a message are possible here."
            : null;
    }

    private static bool IsWithin(TimeSpan? window, MappedMessage target, DateTimeOffset now) =>
        window is not { } most || now - DateTimeOffset.FromUnixTimeMilliseconds(target.SentAt) <= most;
}
