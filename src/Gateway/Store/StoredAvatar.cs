namespace Bridge.Store;

/// <summary>Which picture a person has.</summary>
/// <param name="Contact">The person's id on the network.</param>
/// <param name="AvatarId">The network's own id of the picture, or null.</param>
/// <param name="Picture">The picture; null when they have none, or it is none that can be shown.</param>
public sealed record StoredAvatar(string Contact, string? AvatarId, StoredPicture? Picture);
