using System.Collections.Frozen;

namespace Bridge.Adapters.Irc;

/// <summary>What a chat on IRC can carry; one object for all chats of all users.</summary>
internal static class IrcCapabilities
{
    /// <summary>Text, actions, and the rest in words. The session splits and throttles by itself.</summary>
    internal static Capabilities Plain { get; } = new()
    {
        Levels = new Dictionary<Feature, CapabilityLevel>
        {
            [Feature.Action] = CapabilityLevel.Full,
            [Feature.Formatting] = CapabilityLevel.Dropped,
            [Feature.Files] = CapabilityLevel.Fallback,
            [Feature.Edits] = CapabilityLevel.Fallback,
            [Feature.Replies] = CapabilityLevel.Fallback,
            [Feature.Reactions] = CapabilityLevel.Fallback,
        }.ToFrozenDictionary(),
    };
}
