using System.Collections.Concurrent;
using System.Xml.Linq;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Contacts;

/// <summary>What servers have said of contact lists since the stream came up. Thread-safe.</summary>
internal sealed class RosterAccess(TimeProvider time) : IRosterAccess
{
    /// <summary>Servers say it right after the stream has come up.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, bool> _domains = new(StringComparer.Ordinal);
    private long _upSince;

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public bool IsSettled => Volatile.Read(ref _upSince) is not 0 and var since && time.GetElapsedTime(since) >= Soon;

    /// <inheritdoc/>
    public bool CanManage(Jid user) => _domains.GetValueOrDefault(user.Domain);

    /// <summary>The stream has come up: what was said on the one before no longer holds.</summary>
    public void Forget()
    {
        _domains.Clear();
        Volatile.Write(ref _upSince, time.GetTimestamp());
    }

    /// <summary>Takes what a server says that the gateway may do.</summary>
    /// <returns>Whether it is that.</returns>
    public bool Take(XElement message, Jid from)
    {
        if (from.Local is not null || !from.IsBare || Privilege.ReadPermissions(message) is not { } permissions)
        {
            return false;
        }

        _domains[from.Domain] = permissions is { RosterGet: true, RosterSet: true };
        Changed?.Invoke();
        return true;
    }
}
