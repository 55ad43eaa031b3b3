namespace Bridge.Xmpp;

/// <summary>What <see cref="StanzaFramer.Next"/> found.</summary>
public enum FrameStatus
{
    /// <summary>All bytes were looked at and the frame, if one has begun, is not complete.</summary>
    NeedMore,

    /// <summary>The stream header is complete; only with <see cref="StanzaFramer.ForNewStream"/>.</summary>
    Header,

    /// <summary>A stanza is complete.</summary>
    Stanza,

    /// <summary>
    /// A stanza is complete that has too many elements or attributes, or nests them too deep. It is not to be parsed; the stream goes on, because
    /// servers pass such stanzas on from anybody and the stream belongs to everybody.
    /// </summary>
    Excessive,

    /// <summary>The peer closed the stream (RFC 6120 section 4.4).</summary>
    EndOfStream,

    /// <summary>The bytes are not XML that XMPP allows, or go beyond a limit. The stream cannot be read further.</summary>
    Error,
}
