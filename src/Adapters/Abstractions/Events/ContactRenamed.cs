namespace Bridge.Adapters;

/// <summary>A person has another id now (a changed nick); an open conversation goes on under the new one.</summary>
/// <param name="Former">The id before.</param>
/// <param name="Current">The id from now on.</param>
public sealed record ContactRenamed(ContactId Former, ContactId Current) : NetworkEvent;
