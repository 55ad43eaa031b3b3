using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Options;

namespace Bridge.Gateway.Puppets;

/// <summary>
/// Tells one session how its user is there, unless the user has switched that off. Of changes that come fast only the last is told. Ends with the
/// session. Thread-safe.
/// </summary>
internal sealed class SharedPresence(Account account, ISharesPresence session, UserPresences users)
{
    /// <summary>The shortest time between two changes that are told.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private UserPresence _told = new(Availability.Online);
    private long _toldAt;
    private bool _isDue;

    /// <summary>What the user does, or wants the network to see, may be another.</summary>
    public void Review()
    {
        lock (_gate)
        {
            if (_isDue || account.Session != session || !IsNews(out _))
            {
                return;
            }

            _isDue = true;
            account.Tasks.Run("\nshare", TellAsync);
        }
    }

    private async Task TellAsync(CancellationToken stop)
    {
        var time = account.Network.Time;
        if (_toldAt != 0 && Pause - time.GetElapsedTime(_toldAt) is { } rest && rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, time, stop);
        }

        UserPresence next;
        lock (_gate)
        {
            _isDue = false;
            if (account.Session != session || !IsNews(out next))
            {
                return;
            }

            (_told, _toldAt) = (next, time.GetTimestamp());
        }

        try
        {
            await session.SetPresenceAsync(next.Availability, next.Status, stop).WaitAsync(VerbCall.Patience, time, stop);
        }
        catch (Exception e) when (e is NetworkException or TimeoutException)
        {
            // Nothing that anybody waits for: the next change is told again.
        }
    }

    private bool IsNews(out UserPresence next)
    {
        next = account.Network.Options.IsOn(CoreOptions.SharePresence, account.Target) ? users.Of(account.User) : new UserPresence(Availability.Online);
        return next.Availability != Availability.Unknown && next != _told;
    }
}
