namespace Bridge.Gateway.Admin;

/// <summary>Something the gateway cannot do its work without: a component link, the store. Registered as a service by whoever owns it.</summary>
internal interface IHealthSource
{
    /// <summary>What it is, for example <c>irc.example.org</c>.</summary>
    string Name { get; }

    /// <summary>Null when it works; else what it waits for, in a few words and without secrets.</summary>
    string? Trouble { get; }
}
