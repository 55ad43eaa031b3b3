namespace Bridge.Store;

/// <summary>How somebody stands with an account. Stored as a number: values are never given another meaning.</summary>
[Flags]
public enum ContactFlags
{
    /// <summary>Nothing of all this.</summary>
    None = 0,

    /// <summary>In the network's contact list.</summary>
    IsContact = 1,

    /// <summary>Blocked on the network.</summary>
    IsBlocked = 1 << 1,

    /// <summary>Removed by the user from their own contact list: never put back by the gateway.</summary>
    IsRemoved = 1 << 2,

    /// <summary>Asks to be in the contact list, and has no answer yet.</summary>
    IsAsking = 1 << 3,

    /// <summary>The gateway has put them into the user's own contact list, and may take them out again.</summary>
    IsPut = 1 << 4,

    /// <summary>The user has given them another name in their own contact list.</summary>
    HasOwnName = 1 << 5,

    /// <summary>The user has put them into other groups of their own contact list.</summary>
    HasOwnGroups = 1 << 6,

    /// <summary>The user was asked, by a request of theirs, to have them in the contact list.</summary>
    IsOffered = 1 << 7,

    /// <summary>The user has declined that: never asked again.</summary>
    IsDeclined = 1 << 8,

    /// <summary>Blocked because the user has blocked their address here, until that is taken back.</summary>
    IsBlockedHere = 1 << 9,

    /// <summary>To be added on the network.</summary>
    ToAdd = 1 << 10,

    /// <summary>To be removed on the network.</summary>
    ToRemove = 1 << 11,

    /// <summary>To be blocked on the network.</summary>
    ToBlock = 1 << 12,

    /// <summary>To be unblocked on the network.</summary>
    ToUnblock = 1 << 13,

    /// <summary>What they ask is to be accepted.</summary>
    ToAccept = 1 << 14,

    /// <summary>What they ask is to be declined.</summary>
    ToDecline = 1 << 15,

    /// <summary>Was in the network's contact list, and is no longer.</summary>
    IsGone = 1 << 16,

    /// <summary>All that is to be done on the network as soon as there is a connection.</summary>
    ToDo = ToAdd | ToRemove | ToBlock | ToUnblock | ToAccept | ToDecline,
}
