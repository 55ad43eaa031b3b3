using Bridge.Adapters;

namespace Bridge.Gateway.Accounts;

// Groups that the account is in though no client of the user's has joined them. The connection holds them, and they end with it.
internal sealed partial class Account
{
    private const int MaxUnasked = 50;

    /// <summary>By id, whether the account is in it now; those of former sessions are known, so that not every reconnection tells of them again.</summary>
    private Dictionary<string, bool>? _unasked;

    /// <summary>The groups that the account is in and none of the user's clients.</summary>
    public IReadOnlyList<ChatId> Unasked
    {
        get
        {
            lock (_gate)
            {
                return _unasked is null ? [] : [.. _unasked.Where(static group => group.Value).Select(static group => new ChatId(group.Key)).OrderBy(static group => group.Value, StringComparer.Ordinal)];
            }
        }
    }

    private bool IsUnasked(ChatId group)
    {
        lock (_gate)
        {
            return _unasked?.GetValueOrDefault(group.Value) == true;
        }
    }

    /// <summary>Forgets a group that is being left.</summary>
    /// <returns>Whether the account was in it.</returns>
    public bool ForgetUnasked(ChatId group)
    {
        lock (_gate)
        {
            return _unasked?.Remove(group.Value, out var isIn) == true && isIn;
        }
    }

    /// <summary>What the user is told of an event: mostly the event itself, in its place.</summary>
    private NetworkEvent AsTold(NetworkEvent networkEvent)
    {
        if (networkEvent is not (GroupJoined or GroupLeft or ChatReidentified) || networkEvent.Chat is not { } chat)
        {
            return networkEvent;
        }

        if (networkEvent is GroupJoined { IsUnasked: true } && !Rooms.ContainsKey(chat.Value))
        {
            return Enter(chat) ?? networkEvent;
        }

        return ForgetUnasked(chat) && networkEvent is GroupLeft { Kind: MemberChangeKind.Kicked or MemberChangeKind.Banned } left && !Rooms.ContainsKey(chat.Value)
            ? new Notice($"You were removed from {chat.Value}{(left.Reason is { Length: > 0 } why ? $": {why}" : ".")}")
            : networkEvent;
    }

    /// <summary>A join has led somewhere else.</summary>
    private void EnterInstead(ChatId chat)
    {
        if (!Rooms.ContainsKey(chat.Value) && Enter(chat) is { } told)
        {
            Tell(told);
        }
    }

    /// <summary>The account is in a group that nobody has asked for: the user is told once, and the session stays for them to come.</summary>
    private NetworkEvent? Enter(ChatId chat)
    {
        TouchDirect();
        int before;
        lock (_gate)
        {
            _unasked ??= new(StringComparer.Ordinal);
            var isKnown = _unasked.ContainsKey(chat.Value);
            before = _unasked.Count;
            if (!isKnown && before > MaxUnasked)
            {
                return null;
            }

            _unasked[chat.Value] = true;
            if (isKnown)
            {
                return null;
            }
        }

        if (before == MaxUnasked)
        {
            return new Notice("You are in more rooms that none of your clients has joined than are told one by one.");
        }

        var text = $"You are in {chat.Value}, which none of your clients has joined: the network has put you there, or a line that you sent has. Join the room to take part. "
            + $"You are in it as long as the connection lasts; “leave {chat.Value}”, written to {Network.AccountJid(Key).Bare}, leaves it.";
        return new GroupInvited(new ContactId("")) { Chat = chat, Reason = text };
    }

    /// <summary>The session has ended.</summary>
    private void EndUnasked()
    {
        lock (_gate)
        {
            foreach (var group in _unasked?.Keys.ToList() ?? [])
            {
                _unasked![group] = false;
            }
        }
    }
}
