namespace Bridge.EndToEnd.Tests.Clients;

/// <summary>The servers through which real clients are tried.</summary>
public enum ClientServer
{
    /// <summary>Prosody, which lets the gateway write contact lists and say things in users' names.</summary>
    Prosody,

    /// <summary>Prosody that lets the gateway do nothing.</summary>
    PlainProsody,

    /// <summary>ejabberd.</summary>
    Ejabberd,
}
