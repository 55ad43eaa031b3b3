namespace Bridge.Gateway.Privileges;

/// <summary>How what users do on other devices can be shown to their clients.</summary>
internal enum OwnVoice
{
    /// <summary>The server has just connected and may yet say so.</summary>
    NotKnownYet,

    /// <summary>In their own name, by their server.</summary>
    Own,

    /// <summary>Not in their name.</summary>
    None,
}
