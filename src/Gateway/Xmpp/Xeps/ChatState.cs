namespace Bridge.Xmpp.Xeps;

/// <summary>What somebody is doing in a chat (XEP-0085 section 2).</summary>
public enum ChatState
{
    /// <summary>Paying attention.</summary>
    Active,

    /// <summary>Writing.</summary>
    Composing,

    /// <summary>Has stopped writing.</summary>
    Paused,

    /// <summary>Not paying attention.</summary>
    Inactive,

    /// <summary>Has left the chat.</summary>
    Gone,
}
