namespace Bridge.Adapters;

/// <summary>The states of a session.</summary>
public enum SessionState
{
    /// <summary>On its way.</summary>
    Connecting,

    /// <summary>Usable.</summary>
    Connected,

    /// <summary>Usable, but the network makes it wait. A session that keeps a network's limits by waiting in its sends need not say so.</summary>
    Throttled,

    /// <summary>Not connected; will be tried again.</summary>
    Disconnected,

    /// <summary>The login is refused; the user must mend it.</summary>
    BadCredentials,

    /// <summary>Logged out; the user must log in again.</summary>
    LoggedOut,
}
