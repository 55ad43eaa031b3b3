namespace Bridge.Xmpp;

/// <summary>
/// The stream is over for a reason that one side gave: a stream error (RFC 6120 section 4.9), a refused handshake
/// (XEP-0114 section 3) or bytes that cannot be read.
/// </summary>
public sealed class StreamException : IOException
{
    /// <summary>A stream that ended for a reason.</summary>
    /// <param name="condition">See <see cref="Condition"/>.</param>
    /// <param name="text">See <see cref="Text"/>.</param>
    public StreamException(string condition, string? text = null)
        : base(text is null ? $"The stream ended: {condition}." : $"The stream ended: {condition} ({text}).")
    {
        Condition = condition;
        Text = text;
    }

    /// <summary>A condition of RFC 6120 section 4.9.3, such as <c>not-authorized</c>, <c>host-unknown</c> or <c>conflict</c>.</summary>
    public string Condition { get; }

    /// <summary>What the peer said, for people; not trusted.</summary>
    public string? Text { get; }
}
