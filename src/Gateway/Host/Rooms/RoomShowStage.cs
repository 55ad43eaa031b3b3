namespace Bridge.Gateway.Rooms;

/// <summary>How far a client is with being shown a room, in the order of XEP-0045 section 7.2.</summary>
internal enum RoomShowStage
{
    /// <summary>It is not its turn yet: who comes and goes is seen when it is.</summary>
    Waiting,

    /// <summary>It is shown who is there, itself last.</summary>
    Members,

    /// <summary>What was said before is read, or still fetched from the network.</summary>
    AwaitingHistory,

    /// <summary>It is shown what was said before, and the subject.</summary>
    History,
}
