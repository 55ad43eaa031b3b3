namespace Bridge.Adapters;

/// <summary>Optional: typing (XEP-0085).</summary>
public interface ISharesActivity
{
    /// <summary>Tells the chat what the user is doing. Never queued: dropped when the session is not connected.</summary>
    Task SetActivityAsync(ChatId chat, ActivityKind activity, CancellationToken stop);
}
