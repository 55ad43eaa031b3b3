namespace Bridge.Adapters;

/// <summary>What became of a send.</summary>
public enum SendOutcome
{
    /// <summary>The network has it.</summary>
    Accepted,

    /// <summary>The network or the adapter refused it for good; nothing was sent.</summary>
    Refused,

    /// <summary>Nothing was sent; the core keeps the message and tries again when the session is connected or after the time given.</summary>
    NotSent,

    /// <summary>It may or may not have arrived. The core does not repeat it and tells the sender.</summary>
    Uncertain,
}
