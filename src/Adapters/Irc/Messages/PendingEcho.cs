namespace Bridge.Adapters.Irc;

/// <summary>A message whose lines are on their way to the server and back. Guarded by the lock of <see cref="EchoTable"/>.</summary>
internal sealed class PendingEcho(SendToken token, ChatId chat, string target) : PendingSend
{
    private readonly List<MessageId> _ids = [];
    private int _lines;
    private int _confirmed;
    private int _refused;
    private bool _complete;
    private DateTimeOffset? _at;
    private SendResult? _refusal;

    internal SendToken Token => token;

    internal ChatId Chat => chat;

    internal string Target => target;

    /// <summary>The sender was told that nobody knows; an echo that comes after all is an event of its own.</summary>
    internal bool Abandoned { get; set; }

    /// <summary>It went as a batch of lines, which is refused as a whole and not by its target.</summary>
    internal bool IsBatch { get; set; }

    internal void AddLine() => _lines++;

    /// <summary>No further lines come.</summary>
    internal void Complete()
    {
        _complete = true;
        Check();
    }

    internal void Confirm(string? id, DateTimeOffset? at)
    {
        _confirmed++;
        _at ??= at;
        if (id is not null)
            _ids.Add(new MessageId(id));
        Check();
    }

    internal void Refuse(SendResult refusal)
    {
        _confirmed++;
        _refused++;
        _refusal ??= refusal;
        Check();
    }

    internal IReadOnlyList<MessageId> Ids => _ids;

    internal bool IsConfirmed => _complete && _confirmed >= _lines;

    private void Check()
    {
        if (!IsConfirmed)
            return;
        if (_refusal is null)
            Done.TrySetResult(_ids.Count == 0 && _at is null ? SendResult.Accepted : SendResult.AcceptedAs([.. _ids], _at));
        else
            // When part of it arrived, to call the whole refused would have people send it twice.
            Done.TrySetResult(_refused == _lines ? _refusal : SendResult.Uncertain("Only a part was accepted: " + _refusal.Reason));
    }
}
