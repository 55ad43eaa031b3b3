namespace Bridge.Adapters;

/// <summary>What a text limit counts.</summary>
public enum LengthUnit
{
    /// <summary>UTF-16 code units.</summary>
    Utf16,

    /// <summary>Unicode code points.</summary>
    CodePoints,

    /// <summary>Bytes of UTF-8.</summary>
    Utf8Bytes,
}
