using Bridge.Adapters;

namespace Bridge.Gateway.Rooms;

/// <summary>A member and their occupant-id (XEP-0421), which is made once for all that they say; null when only their name is known.</summary>
internal sealed record Seat(Member Member, string? OccupantId);
