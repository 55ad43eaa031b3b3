using System.Collections.Concurrent;
using Bridge.Gateway.Privileges;
using Bridge.Xmpp;

namespace Bridge.Gateway.Contacts;

/// <summary>What servers let the gateway do with contact lists, of all that they advertise. Thread-safe.</summary>
internal sealed class RosterAccess : IRosterAccess
{
    /// <summary>Servers say it right after the stream has come up.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly ServerPrivileges _privileges;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, bool> _refusing = new(StringComparer.Ordinal);
    private long _upSince;

    public RosterAccess(ServerPrivileges privileges, TimeProvider time)
    {
        (_privileges, _time) = (privileges, time);
        privileges.Changed += domain =>
        {
            _refusing.TryRemove(domain, out _);
            Changed?.Invoke();
        };
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public bool IsSettled => Volatile.Read(ref _upSince) is not 0 and var since && _time.GetElapsedTime(since) >= Soon;

    /// <inheritdoc/>
    public void Refused(Jid user) => _refusing[user.Domain] = true;

    /// <inheritdoc/>
    public bool CanManage(Jid user) => !_refusing.ContainsKey(user.Domain) && _privileges.Of(user.Domain) is { Permissions: { RosterGet: true, RosterSet: true } };

    /// <summary>The stream has come up.</summary>
    public void Up() => Volatile.Write(ref _upSince, _time.GetTimestamp());
}
