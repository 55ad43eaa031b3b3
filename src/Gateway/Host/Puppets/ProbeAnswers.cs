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

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly OwnedTasks _tasks = new(network.LogOf<ProbeAnswers>(), stop);
    private readonly HashSet<(Jid Address, Jid To)> _waiting = [];
    private bool _isAnswering;

    /// <summary>Somebody asks.</summary>
    public void Add(Jid address, Jid to)
    {
        lock (_waiting)
        {
            if (!_waiting.Add((address, to)) || _isAnswering)
            {
                return;
            }

            _isAnswering = true;
        }

        _tasks.Run(AnswerAsync);
    }

    /// <summary>Waits for the last, after the token was cancelled.</summary>
    public Task DrainAsync() => _tasks.DrainAsync();

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
