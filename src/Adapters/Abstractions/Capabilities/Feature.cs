namespace Bridge.Adapters;

/// <summary>What a chat may be able to carry, from the XMPP side to the network.</summary>
public enum Feature
{
    /// <summary>Spans of a text (XEP-0393).</summary>
    Formatting,

    /// <summary>A subject line.</summary>
    Subject,

    /// <summary>Actions in the third person (XEP-0245).</summary>
    Action,

    /// <summary>Files (XEP-0066, XEP-0447).</summary>
    Files,

    /// <summary>Voice messages.</summary>
    Voice,

    /// <summary>Stickers.</summary>
    Stickers,

    /// <summary>Places (RFC 5870).</summary>
    Location,

    /// <summary>Contact details.</summary>
    ContactCards,

    /// <summary>Polls: voting in them, by a reply; full and partial need <see cref="IVotesInPolls"/>.</summary>
    Polls,

    /// <summary>Replies (XEP-0461).</summary>
    Replies,

    /// <summary>Corrections of own messages (XEP-0308); full and partial need <see cref="IEditsMessages"/>.</summary>
    Edits,

    /// <summary>Retractions of own messages (XEP-0424); full and partial need <see cref="IRetractsMessages"/>.</summary>
    Retractions,

    /// <summary>Reactions (XEP-0444); full and partial need <see cref="IReacts"/>.</summary>
    Reactions,

    /// <summary>Typing (XEP-0085); full and partial need <see cref="ISharesActivity"/>.</summary>
    Activity,

    /// <summary>Displayed markers (XEP-0333); full and partial need <see cref="IMarksDisplayed"/>.</summary>
    Displayed,

    /// <summary>
    /// Threads (XEP-0201). Full and partial get the id that a client names: one of the network's own, or one that the client has made up, which is for
    /// the adapter to pass over or to open a topic for.
    /// </summary>
    Threads,

    /// <summary>People that the text names (XEP-0372), as spans; below partial the name stands in the text.</summary>
    Mentions,
}
