using System.Xml.Linq;
using Bridge.Xmpp;

namespace Bridge.Gateway.Components;

// The pings behind what was written: they prove what was read, and that the server is alive.
internal sealed partial class ComponentLink
{
    /// <summary>Gives up the memory that a burst took and that is not in use.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _barrier.Release();
            _connection?.Release();
        }
    }

    /// <summary>Pings are written once for each batch that was read, not for each stanza answered.</summary>
    private void EndBatch(ComponentConnection connection)
    {
        lock (_gate)
        {
            _reading = false;
            PingIfDue(connection);
        }
    }

    private void Prove(string id)
    {
        List<TrackedStanza>? proved;
        lock (_gate)
        {
            proved = _barrier.EndPing(id);
            _isProved = true;
            if (_connection is { } connection)
            {
                PingIfDue(connection);
            }
        }

        if (proved is null)
        {
            return;
        }

        foreach (var tracked in proved)
        {
            tracked.Owner?.Proved();
        }

        lock (_gate)
        {
            _barrier.Recycle(proved);
            EndWaitForProof();
        }
    }

    private void PingIfDue(ComponentConnection connection)
    {
        if (!_reading && _barrier.WantsPing)
        {
            Ping(connection);
        }
    }

    /// <summary>To our own domain: every server routes that back to us, whatever its own name is, and only after reading what came before.</summary>
    private void Ping(ComponentConnection connection)
    {
        _pingSentAt = time.GetTimestamp();
        connection.Write(Stanza.Iq(_domain, _domain, "get", _barrier.BeginPing(), new XElement(Ns.Ping + "ping")));
    }

    private async Task KeepAliveAsync(ComponentConnection connection, CancellationTokenSource ended)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                lock (_gate)
                {
                    if (_barrier.PendingPing is null && time.GetElapsedTime(connection.LastReceived) > KeepaliveInterval)
                    {
                        Ping(connection);
                    }
                    else if (_barrier.PendingPing is not null && time.GetElapsedTime(_pingSentAt) > PingTimeout && time.GetElapsedTime(connection.LastReceived) > PingTimeout)
                    {
                        ended.Cancel();
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
