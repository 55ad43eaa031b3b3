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

    /// <summary>A stanza that is beyond a limit is complete and was passed over; the stream can be read further.</summary>
    Refused,

    /// <summary>The peer closed the stream (RFC 6120 section 4.4).</summary>
    EndOfStream,

    /// <summary>The bytes are not XML that XMPP allows, or a stanza far beyond the limits does not end. The stream cannot be read further.</summary>
    Error,
}
