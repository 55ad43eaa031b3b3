namespace Bridge.Conformance;

/// <summary>
/// What a fixture or its network may be unable to do. Everything is expected unless <see cref="IAdapterFixture.Cannot"/> says why not;
/// the facts that need it are then skipped with that reason.
/// </summary>
public enum Ability
{
    /// <summary>The network has groups, and the fixture one to join.</summary>
    Groups,

    /// <summary>Members can come and go on the other side: <see cref="IAdapterFixture.MemberJoinsAsync"/>.</summary>
    MemberChanges,

    /// <summary>There is a group that the account may not join: <see cref="IAdapterFixture.RefusedGroup"/>.</summary>
    RefusedJoin,

    /// <summary>There is a chat to which every message is refused: <see cref="IAdapterFixture.RefusingChat"/>.</summary>
    RefusedSend,

    /// <summary>The network gives messages ids.</summary>
    MessageIds,

    /// <summary>The network confirms each message, so that an accepted one has surely arrived.</summary>
    Acknowledgements,

    /// <summary>The network gives its events keys, so that a repeated one can be known.</summary>
    DedupeKeys,

    /// <summary>The connection can be broken: <see cref="IAdapterFixture.DropConnectionAsync"/>.</summary>
    DropConnection,

    /// <summary><see cref="Fault.RefuseConnect"/>.</summary>
    RefuseConnect,

    /// <summary><see cref="Fault.BadCredentials"/>.</summary>
    BadCredentials,

    /// <summary><see cref="Fault.DropDuringSend"/>.</summary>
    DropDuringSend,

    /// <summary><see cref="Fault.LateEcho"/>, <see cref="Fault.LostEcho"/>, <see cref="Fault.DoubledEcho"/> and <see cref="Fault.ReorderedEchoes"/>.</summary>
    EchoFaults,

    /// <summary><see cref="Fault.Throttle"/>.</summary>
    Throttle,

    /// <summary>The last event can be made to come again: <see cref="IAdapterFixture.RepeatLastAsync"/>.</summary>
    RepeatEvents,

    /// <summary>The network says so when a reaction names a message that never was.</summary>
    UnknownTargets,

    /// <summary>The other side counts connections: <see cref="IAdapterFixture.Connections"/>.</summary>
    CountConnections,
}
