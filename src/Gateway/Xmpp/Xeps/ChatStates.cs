using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Chat states (XEP-0085).</summary>
public static class ChatStates
{
    private static readonly (ChatState State, XName Name)[] Names =
        [.. Enum.GetValues<ChatState>().Select(state => (state, Ns.ChatStates + state.ToString().ToLowerInvariant()))];

    /// <summary>The state in a message, or null.</summary>
    /// <param name="message">A message.</param>
    public static ChatState? Read(XElement message)
    {
        foreach (var (state, name) in Names)
        {
            if (message.Element(name) is not null)
                return state;
        }
        return null;
    }

    /// <summary>The element.</summary>
    /// <param name="state">A state.</param>
    public static XElement Build(ChatState state) => new(Names[(int)state].Name);
}
