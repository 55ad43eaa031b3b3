namespace Bridge.Adapters;

/// <summary>A token bucket for messages.</summary>
/// <param name="Burst">How many may go at once, 1 or more.</param>
/// <param name="PerSecond">How many a second in the long run, more than 0.</param>
public sealed record RateLimit(int Burst, double PerSecond);
