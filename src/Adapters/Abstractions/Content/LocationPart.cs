namespace Bridge.Adapters;

/// <summary>A place on Earth (WGS 84).</summary>
/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="Longitude">Degrees, -180 to 180.</param>
/// <param name="Label">Its name, or null.</param>
public sealed record LocationPart(double Latitude, double Longitude, string? Label = null) : MessagePart;
