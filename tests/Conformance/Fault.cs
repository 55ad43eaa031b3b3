namespace Bridge.Conformance;

/// <summary>What a fixture makes go wrong.</summary>
public enum Fault
{
    /// <summary>The next connection is refused for a reason that passes.</summary>
    RefuseConnect,

    /// <summary>The next connection is refused because of the login.</summary>
    BadCredentials,

    /// <summary>The connection breaks while the next message is being sent, before or after it arrives.</summary>
    DropDuringSend,

    /// <summary>Own messages come back late, at most half of <see cref="IAdapterFixture.Patience"/>.</summary>
    LateEcho,

    /// <summary>Own messages do not come back.</summary>
    LostEcho,

    /// <summary>Own messages come back twice.</summary>
    DoubledEcho,

    /// <summary>Own messages come back in another order.</summary>
    ReorderedEchoes,

    /// <summary>The network asks to slow down from the next message on, for at most half of <see cref="IAdapterFixture.Patience"/>.</summary>
    Throttle,
}
