namespace Bridge.Adapters;

/// <summary>The marks of a text.</summary>
public enum SpanKind
{
    /// <summary>Strong.</summary>
    Bold,

    /// <summary>Emphasis.</summary>
    Italic,

    /// <summary>Underlined; XEP-0393 has no form for it.</summary>
    Underline,

    /// <summary>Struck through.</summary>
    Strike,

    /// <summary>Code within a line.</summary>
    Code,

    /// <summary>A block of preformatted text.</summary>
    Preformatted,

    /// <summary>A quotation.</summary>
    Quote,

    /// <summary>Hidden until touched.</summary>
    Spoiler,

    /// <summary>A link; the argument is its address.</summary>
    Link,

    /// <summary>A mentioned person; the argument is the contact's id.</summary>
    Mention,

    /// <summary>Everybody is mentioned.</summary>
    MentionAll,
}
