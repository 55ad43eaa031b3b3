using System.Xml.Linq;

namespace Bridge.Gateway.Rooms;

/// <summary>A message in a room's history.</summary>
/// <param name="Stanza">As it was sent, whoever to.</param>
/// <param name="At">When it was said.</param>
internal readonly record struct RoomHistoryEntry(XElement Stanza, DateTimeOffset At);
