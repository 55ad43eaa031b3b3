using Bridge.Adapters;

namespace Bridge.Gateway.Rooms;

/// <summary>A change of a room's members that shows.</summary>
/// <param name="Change">What happened.</param>
/// <param name="OccupantId">The member's occupant-id (XEP-0421), or null when it is not known who they are.</param>
/// <param name="FormerOccupantId">With a rename, the one that went with the former name: some networks know people by their names only.</param>
internal readonly record struct RoomChange(MemberChange Change, string? OccupantId, string? FormerOccupantId = null);
