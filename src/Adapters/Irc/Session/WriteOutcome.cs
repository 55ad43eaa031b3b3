namespace Bridge.Adapters.Irc;

/// <summary>What became of a write.</summary>
internal enum WriteOutcome
{
    /// <summary>The bytes have left.</summary>
    Written,

    /// <summary>Not one byte left.</summary>
    NotWritten,

    /// <summary>Some may have left.</summary>
    Broken,
}
