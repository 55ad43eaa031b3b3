using System.Diagnostics.CodeAnalysis;

namespace Bridge.Adapters.Irc;

/// <summary>
/// What is kept of an account's last messages beyond its connections: who wrote which id when, for what names messages by time, and the account's
/// own reactions, of which the server is told changes only. No words.
/// </summary>
internal sealed class MessageMemory
{
    private const int MaxMessages = 500;
    private const int MaxReacted = 200;

    private readonly Lock _lock = new();
    private OrderedDictionary<string, KnownMessage>? _messages;
    private OrderedDictionary<string, List<string>>? _reactions;
    private HashSet<string>? _redacting;

    internal void Add(string id, KnownMessage message)
    {
        lock (_lock)
        {
            _messages ??= new(StringComparer.Ordinal);
            if (_messages.ContainsKey(id))
                return;
            while (_messages.Count >= MaxMessages)
                _messages.RemoveAt(0);
            _messages.Add(id, message);
        }
    }

    internal bool TryGet(string id, [NotNullWhen(true)] out KnownMessage? message)
    {
        lock (_lock)
        {
            message = null;
            return _messages?.TryGetValue(id, out message) == true;
        }
    }

    /// <summary>A chat's messages are those of another id from now on.</summary>
    internal void Reidentify(ChatId former, ChatId current)
    {
        lock (_lock)
        {
            for (var i = 0; i < _messages?.Count; i++)
            {
                if (_messages.GetAt(i).Value is { } message && message.Chat == former)
                    _messages.SetAt(i, message with { Chat = current });
            }
        }
    }

    /// <summary>The last message of a chat that is no younger than that.</summary>
    internal string? LastUpTo(ChatId chat, DateTimeOffset at)
    {
        lock (_lock)
        {
            string? last = null;
            var newest = DateTimeOffset.MinValue;
            foreach (var (id, message) in _messages ?? [])
            {
                if (message.Chat == chat && message.At <= at && message.At >= newest)
                    (last, newest) = (id, message.At);
            }
            return last;
        }
    }

    /// <summary>The account's reactions to a message, as far as they are known.</summary>
    internal IReadOnlyList<string> ReactionsTo(string id)
    {
        lock (_lock)
        {
            return _reactions?.TryGetValue(id, out var known) == true ? [.. known] : [];
        }
    }

    /// <summary>Notes a reaction of the account. False when it was known already.</summary>
    internal bool React(string id, string reaction, bool taken)
    {
        lock (_lock)
        {
            _reactions ??= new(StringComparer.Ordinal);
            if (!_reactions.TryGetValue(id, out var known))
            {
                if (taken)
                    return true;
                while (_reactions.Count >= MaxReacted)
                    _reactions.RemoveAt(0);
                _reactions.Add(id, known = []);
            }
            if (known.Contains(reaction) != taken)
                return false;
            if (!taken)
                known.Add(reaction);
            // An empty list stays: it knows that an echo of taking the last one back is no news.
            return !taken || known.Remove(reaction);
        }
    }

    /// <summary>Notes that the account is deleting a message, or is done with it.</summary>
    internal void Redacting(string id, bool underWay)
    {
        lock (_lock)
        {
            _redacting ??= new(StringComparer.Ordinal);
            _ = underWay ? _redacting.Add(id) : _redacting.Remove(id);
        }
    }

    internal bool IsRedacting(string id)
    {
        lock (_lock)
        {
            return _redacting?.Contains(id) == true;
        }
    }
}
