namespace Bridge.Adapters;

/// <summary>Why the network did not do what was asked; the core maps each to a stanza error (RFC 6120 section 8.3.3).</summary>
public enum NetworkError
{
    /// <summary>No reason known.</summary>
    Unknown,

    /// <summary>The network or this chat has no such feature.</summary>
    Unsupported,

    /// <summary>No such person, chat or message.</summary>
    NotFound,

    /// <summary>The person is not online and the network keeps nothing for them.</summary>
    Offline,

    /// <summary>The account may not do this.</summary>
    Forbidden,

    /// <summary>The account is banned from the chat.</summary>
    Banned,

    /// <summary>The person has blocked the account.</summary>
    Blocked,

    /// <summary>The account is not in the group.</summary>
    NotJoined,

    /// <summary>The group asks for a password, or the one given is wrong.</summary>
    PasswordRequired,

    /// <summary>The group takes invited or registered members only.</summary>
    MembersOnly,

    /// <summary>The group is full, or the account is in too many.</summary>
    Full,

    /// <summary>The name is taken.</summary>
    NameTaken,

    /// <summary>The name has a form the network does not allow.</summary>
    NameInvalid,

    /// <summary>The text is too long.</summary>
    TooLong,

    /// <summary>The file is too large.</summary>
    TooLarge,

    /// <summary>What was sent is malformed for the network.</summary>
    Malformed,

    /// <summary>Too much in too short a time; <see cref="NetworkException.RetryAfter"/> may say when to come back.</summary>
    Throttled,

    /// <summary>The time in which this was possible is over (edit, delete or reply window).</summary>
    WindowClosed,

    /// <summary>The login is refused; only the user can mend it.</summary>
    BadCredentials,

    /// <summary>The network ended the login; only the user can mend it.</summary>
    LoggedOut,

    /// <summary>The network is not reachable.</summary>
    NetworkDown,

    /// <summary>The network did not answer in time.</summary>
    TimedOut,
}
