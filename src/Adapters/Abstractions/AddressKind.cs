namespace Bridge.Adapters;

/// <summary>The kinds of addresses.</summary>
public enum AddressKind
{
    /// <summary>The account itself: an IRC server, a mailbox.</summary>
    Account,

    /// <summary>A group chat; its JID is a room.</summary>
    Group,

    /// <summary>A person; its JID is a puppet.</summary>
    Contact,
}
