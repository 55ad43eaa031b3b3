namespace Bridge.Adapters;

/// <summary>How well a chat carries a <see cref="Feature"/>. The core acts on it before it calls the session.</summary>
public enum CapabilityLevel
{
    /// <summary>The whole message is refused with an error. The verb is never called.</summary>
    Rejected,

    /// <summary>The message goes without it.</summary>
    Dropped,

    /// <summary>The core writes it as text.</summary>
    Fallback,

    /// <summary>The network has it, with losses that the adapter makes up for.</summary>
    Partial,

    /// <summary>The network has it.</summary>
    Full,
}
