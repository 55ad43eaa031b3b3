namespace Bridge.Adapters;

/// <summary>A message from an XMPP user to the network, already degraded to what the chat's <see cref="Capabilities"/> allow.</summary>
public sealed record OutgoingMessage
{
    /// <summary>Correlates echoes; stable over retries.</summary>
    public required SendToken Token { get; init; }

    /// <summary>Where it goes.</summary>
    public required ChatId Chat { get; init; }

    /// <summary>What it says.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>The message it answers, when the network knows it.</summary>
    public ReplyReference? ReplyTo { get; init; }

    /// <summary>The topic it belongs to.</summary>
    public ThreadId? Thread { get; init; }

    /// <summary>For a relay account: who speaks, to be shown with the text. Null when the account speaks for itself.</summary>
    public string? OnBehalfOf { get; init; }
}
