namespace Bridge.Adapters.Demo;

/// <summary>What the chats of this network carry. Made once and shared, because the core asks before each message.</summary>
internal sealed class DemoCapabilities(DemoSettings settings)
{
    /// <summary>The group that can do nothing but text, so that the core's fallbacks can be seen beside the real thing.</summary>
    public const string PlainGroup = "#plain";

    private readonly Capabilities _everything = new()
    {
        Levels = Enum.GetValues<Feature>().ToDictionary(feature => feature, feature => settings.Levels.GetValueOrDefault(feature, CapabilityLevel.Full)),
        ConfirmsDelivery = settings.ConfirmsDelivery,
        MaxTextLength = settings.MaxTextLength,
        TextUnit = LengthUnit.Utf16,
        MaxFileBytes = settings.MaxFileBytes,
        EditWindow = TimeSpan.FromHours(48),
        RetractWindow = TimeSpan.FromHours(48),
        MaxReactions = settings.MaxReactions,
        AllowedReactions = settings.AllowedReactions,
    };

    private readonly Capabilities _plain = new()
    {
        // Rejected where a fallback would betray the sender: a poll as text looks like one that can be voted in.
        Levels = new Dictionary<Feature, CapabilityLevel> { [Feature.Polls] = CapabilityLevel.Rejected },
        MaxTextLength = Math.Min(200, settings.MaxTextLength),
        TextUnit = LengthUnit.Utf8Bytes,
        Rate = new RateLimit(Burst: 10, PerSecond: 5),
    };

    /// <summary>The capabilities of a chat.</summary>
    public Capabilities Of(ChatId chat) => chat.Value == PlainGroup ? _plain : _everything;
}
