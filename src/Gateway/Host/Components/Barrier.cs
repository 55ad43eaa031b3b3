namespace Bridge.Gateway.Components;

/// <summary>
/// Tells what the XMPP server has read. XEP-0114 knows no acknowledgements; a ping (XEP-0199) written behind the stanzas comes back only after
/// they were read, because a stream is read in order. One ping is under way at a time. Not thread-safe: the link calls it under its lock.
/// </summary>
internal sealed class Barrier
{
    private List<TrackedStanza> _covered = [];
    private List<TrackedStanza> _open = [];
    private long _pings;

    /// <summary>Ids that no client can guess: a proof is worth as much as the messages it covers.</summary>
    private readonly string _prefix = $"barrier-{Guid.NewGuid():N}-";

    /// <summary>The id of the ping under way, or null.</summary>
    public string? PendingPing { get; private set; }

    /// <summary>Stanzas not proved yet.</summary>
    public int Count => _covered.Count + _open.Count;

    /// <summary>True when a ping is due: something is unproved and no ping is under way.</summary>
    public bool WantsPing => PendingPing is null && _open.Count > 0;

    /// <summary>Remembers a stanza that is being written.</summary>
    public void Track(in TrackedStanza stanza) => _open.Add(stanza);

    /// <summary>Makes a ping that covers all tracked so far; it must be written next.</summary>
    public string BeginPing()
    {
        (_covered, _open) = (_open, _covered);
        PendingPing = $"{_prefix}{++_pings}";
        return PendingPing;
    }

    /// <summary>The ping came back: everything it covered was read.</summary>
    /// <returns>What is proved, to be handed to <see cref="Recycle"/> when told; null when the id is not of the ping under way.</returns>
    public List<TrackedStanza>? EndPing(string id)
    {
        if (id != PendingPing)
        {
            return null;
        }

        PendingPing = null;
        var proved = _covered;
        _covered = [];
        return proved;
    }

    /// <summary>Gives a list of <see cref="EndPing"/> back, to be used again.</summary>
    public void Recycle(List<TrackedStanza> proved)
    {
        if (_covered.Capacity == 0 && proved.Capacity <= 4096)
        {
            proved.Clear();
            _covered = proved;
        }
    }

    /// <summary>Gives up the room that a burst took.</summary>
    public void Release()
    {
        _covered.TrimExcess();
        _open.TrimExcess();
    }

    /// <summary>The stream fell: returns what was never proved, in order, and forgets the ping.</summary>
    public List<TrackedStanza> TakeUnproved()
    {
        List<TrackedStanza> unproved = [.. _covered, .. _open];
        _covered.Clear();
        _open.Clear();
        PendingPing = null;
        return unproved;
    }
}
