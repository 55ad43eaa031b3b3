namespace Bridge.Adapters;

/// <summary>Optional: the network is told what the user has read (XEP-0333).</summary>
public interface IMarksDisplayed
{
    /// <summary>Marks everything up to a message as read.</summary>
    /// <exception cref="NetworkException">It was refused; nobody is told.</exception>
    Task MarkDisplayedAsync(ChatId chat, MessageId upTo, CancellationToken stop);
}
