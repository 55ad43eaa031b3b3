namespace Bridge.Adapters.Irc;

/// <summary>How a server compares names (ISUPPORT <c>CASEMAPPING</c>).</summary>
internal enum CaseMapping
{
    /// <summary><c>{}|^</c> are the lower case of <c>[]\~</c>: the default (RFC 2812 section 2.2).</summary>
    Rfc1459,

    /// <summary>As above without <c>^</c> and <c>~</c>.</summary>
    Rfc1459Strict,

    /// <summary>Letters only.</summary>
    Ascii,
}
