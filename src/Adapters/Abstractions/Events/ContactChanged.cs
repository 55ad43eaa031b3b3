namespace Bridge.Adapters;

/// <summary>A contact's profile, or that they are or are not in the network's contact list.</summary>
/// <param name="Profile">What is known; null fields are unchanged, empty ones cleared.</param>
public sealed record ContactChanged(ContactProfile Profile) : NetworkEvent;
