namespace Bridge.Adapters.Irc;

/// <summary>Somebody whose presence is asked for. Guarded by the lock of <see cref="WatchList"/>.</summary>
internal sealed class WatchedContact(ContactId contact)
{
    internal ContactId Contact => contact;

    internal string Nick => contact.Value;

    /// <summary>It is the nick that the account waits for, and the core has not asked for them.</summary>
    internal bool IsNickOnly { get; set; }

    /// <summary>The server tells by itself.</summary>
    internal bool IsMonitored { get; set; }

    /// <summary>The server does not take more, so that it has to be asked.</summary>
    internal bool IsPolled { get; set; }

    /// <summary>What the core was told last.</summary>
    internal Availability Told { get; set; }

    /// <summary>The core was told why they are away, as far as that is to be had.</summary>
    internal bool IsExplained { get; set; }

    internal bool IsOnline => Told is Availability.Online or Availability.Away;
}
