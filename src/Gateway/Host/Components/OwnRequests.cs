using System.Collections.Concurrent;
using System.Xml.Linq;
using Bridge.Xmpp;

namespace Bridge.Gateway.Components;

/// <summary>Requests of the gateway itself, and the answers to them. Thread-safe.</summary>
internal sealed class OwnRequests(ComponentLink link, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (Jid To, TaskCompletionSource<XElement> Answer)> _open = new(StringComparer.Ordinal);

    /// <summary>Asks from the domain, and waits for the answer, which may be an error.</summary>
    /// <param name="to">Who is asked.</param>
    /// <param name="payload">The request, of type get.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>The answer; null when none came in time.</returns>
    public Task<XElement?> AskAsync(Jid to, XElement payload, TimeSpan patience, CancellationToken stop) => AskAsync(link.Domain, to, "get", payload, patience, stop);

    /// <summary>Asks from one of our addresses, and waits for the answer, which may be an error.</summary>
    /// <param name="from">Who asks.</param>
    /// <param name="to">Who is asked.</param>
    /// <param name="type"><c>get</c> or <c>set</c>.</param>
    /// <param name="payload">The request.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>The answer; null when none came in time.</returns>
    public async Task<XElement?> AskAsync(Jid from, Jid to, string type, XElement payload, TimeSpan patience, CancellationToken stop)
    {
        // Nobody else can answer: the id is not to be guessed.
        var id = Guid.NewGuid().ToString("N");
        var answer = new TaskCompletionSource<XElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[id] = (to, answer);
        try
        {
            link.Send(Stanza.Iq(from, to, type, id, payload));
            return await answer.Task.WaitAsync(patience, time, stop);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _open.TryRemove(id, out _);
        }
    }

    /// <summary>Takes an answer; false when nobody waits for it.</summary>
    public bool Take(XElement stanza, Jid from) =>
        stanza.Id is { } id && _open.TryGetValue(id, out var asked) && asked.To == from && asked.Answer.TrySetResult(stanza);
}
