namespace Bridge.Gateway.Commands;

/// <summary>What a field holds.</summary>
internal enum CommandFieldKind
{
    /// <summary>One line.</summary>
    Text,

    /// <summary>One line that is never shown again, nor logged, nor sent back.</summary>
    Secret,

    /// <summary>One of a list.</summary>
    Choice,
}
