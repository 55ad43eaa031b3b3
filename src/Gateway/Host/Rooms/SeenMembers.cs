namespace Bridge.Gateway.Rooms;

/// <summary>The members of a room as its clients were last shown them.</summary>
/// <param name="ByName">Who was there.</param>
/// <param name="OwnName">The account's own name, or null when it had none yet.</param>
internal sealed record SeenMembers(SeatTable ByName, string? OwnName)
{
    /// <summary>The names of who was there.</summary>
    public IEnumerable<string> Names => ByName.All.Select(static seat => seat.Member.Name);
}
