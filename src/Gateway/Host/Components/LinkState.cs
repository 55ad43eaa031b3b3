namespace Bridge.Gateway.Components;

/// <summary>The states of a component's stream.</summary>
internal enum LinkState
{
    Connecting,
    Up,

    /// <summary>The server is not there or the stream broke; will be tried again.</summary>
    Down,

    /// <summary>The server refuses the secret.</summary>
    WrongSecret,

    /// <summary>The server does not know the domain.</summary>
    UnknownHost,

    /// <summary>Another component has the domain.</summary>
    Conflict,
}
