namespace Bridge.Adapters;

/// <summary>The outcome of a send.</summary>
public sealed record SendResult
{
    private SendResult(SendOutcome outcome) => Outcome = outcome;

    /// <summary>What became of it.</summary>
    public SendOutcome Outcome { get; }

    /// <summary>The network's ids, one for each part it was sent as; empty when the network gives none.</summary>
    public IReadOnlyList<MessageId> Ids { get; private init; } = [];

    /// <summary>When the network took it, by the network's clock; null when it does not say.</summary>
    public DateTimeOffset? At { get; private init; }

    /// <summary>The reason of a refusal.</summary>
    public NetworkError Error { get; private init; }

    /// <summary>A sentence for the sender; null when accepted.</summary>
    public string? Reason { get; private init; }

    /// <summary>The least time to wait before another try of <see cref="SendOutcome.NotSent"/>.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Accepted by a network that gives no ids.</summary>
    public static SendResult Accepted { get; } = new(SendOutcome.Accepted);

    /// <summary>Accepted under these ids.</summary>
    public static SendResult AcceptedAs(IReadOnlyList<MessageId> ids, DateTimeOffset? at = null) => new(SendOutcome.Accepted) { Ids = ids, At = at };

    /// <summary>Refused for good.</summary>
    public static SendResult Refused(NetworkError error, string reason) => new(SendOutcome.Refused) { Error = error, Reason = reason };

    /// <summary>Not sent, to be tried again.</summary>
    public static SendResult NotSent(string reason, TimeSpan? retryAfter = null) => new(SendOutcome.NotSent) { Reason = reason, RetryAfter = retryAfter };

    /// <summary>Nobody knows.</summary>
    public static SendResult Uncertain(string reason) => new(SendOutcome.Uncertain) { Reason = reason };
}
