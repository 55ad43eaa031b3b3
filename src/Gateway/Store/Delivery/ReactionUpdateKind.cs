namespace Bridge.Store;

/// <summary>What a <see cref="ReactionUpdate"/> does to the reactions there are.</summary>
public enum ReactionUpdateKind
{
    /// <summary>They are these.</summary>
    Replace,

    /// <summary>These come to them.</summary>
    Add,

    /// <summary>These go from them.</summary>
    Remove,
}
