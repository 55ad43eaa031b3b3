namespace Bridge.Store;

/// <summary>The ids by which a message can be found. The values are stored.</summary>
public enum MessageKeyKind
{
    /// <summary>The network's.</summary>
    Network = 0,

    /// <summary>The gateway's (XEP-0359), or else the one that the user's client gave.</summary>
    Client = 1,

    /// <summary>The one that the user's client gave.</summary>
    Own = 2,
}
