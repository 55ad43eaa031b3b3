namespace Bridge.Adapters;

/// <summary>Optional, on the session: options that take effect while it is connected.</summary>
public interface ITakesOptions
{
    /// <summary>
    /// Gives the values that hold from now on, in place of those before: of the options with <see cref="AccountOption.Live"/> for the account, or of
    /// those with <see cref="OptionLevels.Chat"/> for one chat, what it inherits included. What is not among them is not set. Never waits and never throws;
    /// called from any thread. For a chat with values it is called before each <see cref="IHasGroups.JoinGroupAsync"/>, for both when a value changes.
    /// </summary>
    /// <param name="chat">The group chat; null for the account.</param>
    /// <param name="values">By <see cref="AccountOption.Key"/>. May hold secrets: never log them.</param>
    void SetOptions(ChatId? chat, IReadOnlyDictionary<string, string> values);
}
