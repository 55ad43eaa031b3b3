using Bridge.Gateway.Accounts;
using Bridge.Xmpp;

namespace Bridge.Gateway.Puppets;

/// <summary>
/// Answers probes off the read loop. A server asks for each contact and each client that logs in: who asks again before the answer is written gets one
/// for both, and nobody else has to wait behind thousands of them. Thread-safe.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="answer">Tells how an address is to whoever asked.</param>
/// <param name="stop">Ends it.</param>
internal sealed class ProbeAnswers(Network network, Action<Jid, Jid> answer, CancellationToken stop)
{
    private const int Portion = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50), Ahead = TimeSpan.FromSeconds(5);

    private readonly OwnedTasks _tasks = new(network.LogOf<ProbeAnswers>(), stop);
    private readonly HashSet<(Jid Address, Jid To)> _waiting = [];

    /// <summary>Who was answered before they asked, and for which addresses.</summary>
    private readonly Dictionary<Jid, (long At, HashSet<Jid> Addresses)> _ahead = [];
    private bool _isAnswering;

    /// <summary>Somebody asks.</summary>
    /// <returns>Whether they have not asked for a while.</returns>
    public bool Add(Jid address, Jid to)
    {
        lock (_waiting)
        {
            if (_ahead.TryGetValue(to, out var ahead) && network.Time.GetElapsedTime(ahead.At) < Ahead)
            {
                if (!ahead.Addresses.Remove(address.Bare))
                {
                    Begin((address, to));
                }

                return false;
            }

            Begin((address, to));
            return true;
        }
    }

    /// <summary>Somebody is about to ask for all of these, and is answered now. Each of their questions for a while counts as answered, once.</summary>
    public void AddAll(IEnumerable<Jid> addresses, Jid to)
    {
        lock (_waiting)
        {
            foreach (var (former, told) in _ahead)
            {
                if (network.Time.GetElapsedTime(told.At) >= Ahead)
                {
                    _ahead.Remove(former);
                }
            }

            HashSet<Jid> all = [.. addresses];
            _ahead[to] = (network.Time.GetTimestamp(), all);
            Begin(all.Select(address => (address, to)));
        }
    }

    /// <summary>Waits for the last, after the token was cancelled.</summary>
    public Task DrainAsync() => _tasks.DrainAsync();

    private void Begin(params IEnumerable<(Jid Address, Jid To)> asked)
    {
        _waiting.UnionWith(asked);
        if (!_isAnswering && _waiting.Count > 0)
        {
            _isAnswering = true;
            _tasks.Run(AnswerAsync);
        }
    }

    private async Task AnswerAsync(CancellationToken stopping)
    {
        while (Take() is { Count: > 0 } asked)
        {
            foreach (var (address, to) in asked)
            {
                answer(address, to);
            }

            while (network.Link.IsCongested)
            {
                await Task.Delay(Pause, network.Time, stopping);
            }
        }
    }

    private List<(Jid Address, Jid To)> Take()
    {
        lock (_waiting)
        {
            List<(Jid Address, Jid To)> asked = [.. _waiting.Take(Portion)];
            _waiting.ExceptWith(asked);
            _isAnswering = asked.Count > 0;
            return asked;
        }
    }
}
