namespace Bridge.Adapters;

/// <summary>Somebody's contact details.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Phone">A telephone number, or null.</param>
/// <param name="Address">An address on the network, or null.</param>
public sealed record ContactCardPart(string Name, string? Phone = null, string? Address = null) : MessagePart;
