namespace Bridge.Store;

/// <summary>How somebody names a message of a chat, to be found in the message map.</summary>
/// <param name="Kind">What <paramref name="Id"/> is.</param>
/// <param name="Id">The id.</param>
/// <param name="Sender">The user's bare JID: ids of clients are looked up among that user's own messages only.</param>
public sealed record MessageKey(MessageKeyKind Kind, string Id, string? Sender = null)
{
    /// <summary>As the network names it.</summary>
    public static MessageKey OnNetwork(string id) => new(MessageKeyKind.Network, id);

    /// <summary>As a client names any message: by the id it was given here, or, for an own one, by the id that the client gave it.</summary>
    public static MessageKey OfClient(string id, string user) => new(MessageKeyKind.Client, id, user);

    /// <summary>As a client names an own message: by the id that it gave it (XEP-0308).</summary>
    public static MessageKey OwnOfClient(string id, string user) => new(MessageKeyKind.Own, id, user);
}
