namespace Bridge.Adapters;

/// <summary>What one chat can carry from the XMPP side to the network, with its limits. Immutable: make few and share them.</summary>
public sealed record Capabilities
{
    private readonly IReadOnlyDictionary<Feature, CapabilityLevel> _levels = new Dictionary<Feature, CapabilityLevel>();

    /// <summary>Nothing but plain text: every feature by its default, no limits.</summary>
    public static Capabilities PlainText { get; } = new();

    /// <summary>The levels that differ from the default, <see cref="CapabilityLevel.Fallback"/> for what can be written as text and <see cref="CapabilityLevel.Dropped"/> for activity, displayed markers, threads and retractions.</summary>
    public IReadOnlyDictionary<Feature, CapabilityLevel> Levels
    {
        get => _levels;
        init => _levels = value;
    }

    /// <summary>The longest text of one message, in <see cref="TextUnit"/>; null for no limit. The core splits longer texts.</summary>
    public int? MaxTextLength { get; init; }

    /// <summary>What <see cref="MaxTextLength"/> counts.</summary>
    public LengthUnit TextUnit { get; init; }

    /// <summary>The largest file in bytes; null for no limit.</summary>
    public long? MaxFileBytes { get; init; }

    /// <summary>Media types of files that are taken (<c>image/png</c>, <c>image/*</c>); empty for all.</summary>
    public IReadOnlyList<string> FileTypes { get; init; } = [];

    /// <summary>How long after sending a message can be edited; null for ever.</summary>
    public TimeSpan? EditWindow { get; init; }

    /// <summary>How long after sending a message can be retracted; null for ever.</summary>
    public TimeSpan? RetractWindow { get; init; }

    /// <summary>The number of reactions for each person and message; null for no limit.</summary>
    public int? MaxReactions { get; init; }

    /// <summary>The reactions that are allowed; null for all, empty for none.</summary>
    public IReadOnlyList<string>? AllowedReactions { get; init; }

    /// <summary>
    /// Whether the network tells by <see cref="ReceiptKind.Delivered"/>, naming each message, when one has reached the other person: the sender's receipt
    /// waits for that. Without it the receipt says that the network has taken the message.
    /// </summary>
    public bool ConfirmsDelivery { get; init; }

    /// <summary>The network's limit on messages; null when there is none or the session throttles what it sends itself.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>The level of a feature.</summary>
    public CapabilityLevel this[Feature feature] => _levels.TryGetValue(feature, out var level) ? level : Default(feature);

    private static CapabilityLevel Default(Feature feature) => feature switch
    {
        Feature.Activity or Feature.Displayed or Feature.Threads or Feature.Retractions => CapabilityLevel.Dropped,
        _ => CapabilityLevel.Fallback,
    };
}
