namespace Bridge.Adapters.Irc;

/// <summary>The client-only tags that can be sent now, and how. Deployed software knows a reply by its draft name, the specification by the other: both are sent.</summary>
internal static class MessageTags
{
    private const int MaxReaction = 128;

    /// <summary>Whether the server relays <c>+typing</c>.</summary>
    internal static bool CanType(IrcState state) => state.Has(IrcCaps.MessageTags) && state.Features.DeniedTags.Allows("typing");

    /// <summary>Whether the server relays replies.</summary>
    internal static bool CanReply(IrcState state) =>
        state.Has(IrcCaps.MessageTags) && (state.Features.DeniedTags.Allows("reply") || state.Features.DeniedTags.Allows("draft/reply"));

    /// <summary>Whether the server relays reactions, which name their message by a reply.</summary>
    internal static bool CanReact(IrcState state) =>
        CanReply(state) && state.Features.DeniedTags.Allows("draft/react") && state.Features.DeniedTags.Allows("draft/unreact");

    /// <summary>The tags of an answer to a message; null when they cannot be sent, or the id is none of IRC's.</summary>
    internal static string? Reply(IrcState state, MessageId target)
    {
        if (target.Value.Length is 0 or > TagValue.MaxIdBytes || !CanReply(state) || TagValue.Escape(target.Value) is not { } id)
            return null;
        var denied = state.Features.DeniedTags;
        return (denied.Allows("reply"), denied.Allows("draft/reply")) switch
        {
            (true, true) => $"+reply={id};+draft/reply={id}",
            (true, false) => "+reply=" + id,
            _ => "+draft/reply=" + id,
        };
    }

    /// <summary>The tags of a reaction, or of taking it back; null when they cannot be sent.</summary>
    internal static string? React(IrcState state, MessageId target, string reaction, bool taken)
    {
        if (!CanReact(state) || reaction.Length is 0 or > MaxReaction || Reply(state, target) is not { } reply || TagValue.Escape(reaction) is not { } value)
            return null;
        return $"{reply};+draft/{(taken ? "unreact" : "react")}={value}";
    }
}
