namespace Bridge.Adapters.Irc;

/// <summary>A batch between its first and its last line.</summary>
internal sealed class OpenBatch(OpenBatch? outer, uint label)
{
    /// <summary>The batch that this one is part of.</summary>
    internal OpenBatch? Outer => outer;

    /// <summary>The label that it answers, its own or that of the batch around it; 0 for none.</summary>
    internal uint Label => label;

    /// <summary>The message that its lines make.</summary>
    internal MultilineText? Text { get; init; }

    /// <summary>The page of history that its lines belong to.</summary>
    internal HistoryLines? History { get; init; }
}
