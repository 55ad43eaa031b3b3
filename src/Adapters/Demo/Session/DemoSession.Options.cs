using System.Collections.Concurrent;

namespace Bridge.Adapters.Demo;

// Options that take effect while the session is connected. What they are at the start is in the context.
internal sealed partial class DemoSession : ITakesOptions
{
    private readonly ConcurrentDictionary<ChatId, IReadOnlyDictionary<string, string>> _ofChats = new();
    private volatile IReadOnlyDictionary<string, string>? _ofAccount;

    /// <inheritdoc/>
    public void SetOptions(ChatId? chat, IReadOnlyDictionary<string, string> values)
    {
        if (chat is { } group)
            _ofChats[group] = values;
        else
            _ofAccount = values;
    }

    /// <summary>What holds for a chat: its own values, which include what they inherit, or else the account's.</summary>
    private IReadOnlyDictionary<string, string> OptionsOf(ChatId chat) => _ofChats.GetValueOrDefault(chat) ?? _ofAccount ?? _context.Credentials;
}
