namespace Bridge.Adapters;

/// <summary>A setting of a network is missing or wrong; the host prints it in one line and exits with status 78.</summary>
public sealed class AdapterSettingException : Exception
{
    /// <summary>Names the setting below the network's <c>Settings</c> and how to mend it.</summary>
    /// <param name="key">The key below <c>Settings</c>, for example <c>Servers:irc.libera.chat:Port</c>.</param>
    /// <param name="problem">What is wrong and what would be right, one sentence without secrets.</param>
    public AdapterSettingException(string key, string problem)
        : base(problem) => Key = key;

    /// <summary>The key below the network's <c>Settings</c>.</summary>
    public string Key { get; }
}
