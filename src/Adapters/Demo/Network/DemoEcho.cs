namespace Bridge.Adapters.Demo;

/// <summary>How an account's own messages come back to it.</summary>
public enum DemoEcho
{
    /// <summary>At once: often before the send has returned, as it happens on real networks.</summary>
    Prompt,

    /// <summary>After <see cref="DemoFaults.EchoDelay"/>.</summary>
    Late,

    /// <summary>Never.</summary>
    Lost,

    /// <summary>Twice.</summary>
    Doubled,

    /// <summary>After the echo of the message that follows.</summary>
    Reordered,
}
