using System.Collections.Frozen;

namespace Bridge.Adapters.Irc;

/// <summary>What a chat on IRC can carry: few objects for all chats of all users.</summary>
internal static class IrcCapabilities
{
    private const int MaxReactions = 10;

    private static readonly Capabilities[] All = [.. Enumerable.Range(0, 1 << 6).Select(bits => Make((ChatTraits)bits))];

    /// <summary>Text, actions, formatting, and the rest in words: what any server has. The session splits and throttles by itself.</summary>
    internal static Capabilities Plain { get; } = For(ChatTraits.Formatting);

    /// <summary>What a chat carries where it has these.</summary>
    internal static Capabilities For(ChatTraits traits) => All[(int)traits];

    private static Capabilities Make(ChatTraits traits) => new()
    {
        MaxReactions = MaxReactions,
        Levels = new Dictionary<Feature, CapabilityLevel>
        {
            [Feature.Action] = CapabilityLevel.Full,
            [Feature.Formatting] = traits.HasFlag(ChatTraits.Formatting) ? CapabilityLevel.Partial : CapabilityLevel.Dropped,
            [Feature.Files] = CapabilityLevel.Fallback,
            [Feature.Edits] = CapabilityLevel.Fallback,
            [Feature.Replies] = traits.HasFlag(ChatTraits.Replies) ? CapabilityLevel.Full : CapabilityLevel.Fallback,
            [Feature.Reactions] = traits.HasFlag(ChatTraits.Reactions) ? CapabilityLevel.Full : CapabilityLevel.Fallback,
            [Feature.Retractions] = traits.HasFlag(ChatTraits.Retractions) ? CapabilityLevel.Full : CapabilityLevel.Fallback,
            [Feature.Activity] = traits.HasFlag(ChatTraits.Activity) ? CapabilityLevel.Full : CapabilityLevel.Dropped,
            [Feature.Displayed] = traits.HasFlag(ChatTraits.Displayed) ? CapabilityLevel.Full : CapabilityLevel.Dropped,
        }.ToFrozenDictionary(),
    };
}
