namespace Bridge.Store;

/// <summary>An XMPP user who is told of the presence of one of our addresses. Table <c>subscriptions</c>.</summary>
public sealed class SubscriptionRow
{
    /// <summary>The configured network's name.</summary>
    public required string Network { get; set; }

    /// <summary>The subscriber's bare JID.</summary>
    public required string UserJid { get; set; }

    /// <summary>The bare JID subscribed to: the domain, the control contact, an account or a person.</summary>
    public required string Address { get; set; }
}
