namespace Bridge.Gateway.Commands;

/// <summary>What a field holds.</summary>
internal enum CommandFieldKind
{
    /// <summary>One line.</summary>
    Text,

    /// <summary>One line that is never shown again, nor logged, nor sent back.</summary>
    Secret,

    /// <summary>Several lines.</summary>
    Lines,

    /// <summary>Several lines that are treated like <see cref="Secret"/>.</summary>
    SecretLines,

    /// <summary>One of a list.</summary>
    Choice,
}
