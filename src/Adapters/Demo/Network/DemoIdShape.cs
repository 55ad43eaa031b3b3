namespace Bridge.Adapters.Demo;

/// <summary>What the network's message ids look like. All are opaque; some only make that plain.</summary>
public enum DemoIdShape
{
    /// <summary>Short, of letters and digits.</summary>
    Plain,

    /// <summary>With spaces, quotes and what XML escapes.</summary>
    Spaces,

    /// <summary>With characters outside the basic plane.</summary>
    Emoji,

    /// <summary>1,000 characters long.</summary>
    Huge,
}
