namespace Bridge.Xmpp;

/// <summary>What one stanza may cost. A stream whose peer sends a larger one is ended; one that is too deep or too wide is refused.</summary>
public sealed record WireLimits
{
    /// <summary>The largest stanza that is read, in bytes.</summary>
    public int MaxStanzaBytes { get; init; } = 1_048_576;

    /// <summary>The largest stanza that is written, in bytes: servers end the stream at theirs, which is 512 KiB in Prosody by default.</summary>
    public int MaxOutgoingBytes { get; init; } = 262_144;

    /// <summary>The deepest nesting of elements; the stanza itself counts as one.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>The most attributes of one element, namespace declarations included.</summary>
    public int MaxAttributes { get; init; } = 64;

    /// <summary>The most elements in one stanza.</summary>
    public int MaxElements { get; init; } = 4096;
}
