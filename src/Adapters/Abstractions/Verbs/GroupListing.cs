namespace Bridge.Adapters;

/// <summary>A public group.</summary>
/// <param name="Group">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Topic">Its topic, or null.</param>
/// <param name="Members">How many are in it, or null.</param>
public sealed record GroupListing(ChatId Group, string Name, string? Topic, int? Members);
