namespace Bridge.Adapters;

/// <summary>How a list changes a set.</summary>
public enum SetChange
{
    /// <summary>The list is the whole set.</summary>
    Replace,

    /// <summary>The list is added to the set.</summary>
    Add,

    /// <summary>The list is taken from the set.</summary>
    Remove,
}
