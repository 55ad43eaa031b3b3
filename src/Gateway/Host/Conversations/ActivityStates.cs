using Bridge.Adapters;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Conversations;

/// <summary>What somebody does in a chat on a network, as a chat state (XEP-0085). Pure.</summary>
internal static class ActivityStates
{
    /// <summary>The state.</summary>
    public static ChatState Of(ActivityKind kind) => kind switch
    {
        ActivityKind.Typing or ActivityKind.Recording => ChatState.Composing,
        ActivityKind.Paused => ChatState.Paused,
        _ => ChatState.Active,
    };
}
