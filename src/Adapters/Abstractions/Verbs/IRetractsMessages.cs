namespace Bridge.Adapters;

/// <summary>Optional: messages can be deleted for everybody (XEP-0424, XEP-0425).</summary>
public interface IRetractsMessages
{
    /// <summary>Deletes all parts of a message.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    Task RetractAsync(ChatId chat, IReadOnlyList<MessageId> targets, string? reason, CancellationToken stop);
}
