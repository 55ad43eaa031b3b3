namespace Bridge.Gateway.Rooms;

/// <summary>Where a room stands on the network.</summary>
internal enum RoomState
{
    /// <summary>Being joined for the first time.</summary>
    Joining,

    /// <summary>Joined.</summary>
    Joined,

    /// <summary>Was joined; the connection is lost and will come back.</summary>
    Lost,
}
