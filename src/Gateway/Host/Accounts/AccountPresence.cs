using Bridge.Adapters;

namespace Bridge.Gateway.Accounts;

/// <summary>What the presence of an account's address says about its session.</summary>
/// <param name="Show">Null when it is connected.</param>
/// <param name="Status">A sentence, or null.</param>
internal readonly record struct AccountPresence(string? Show, string? Status)
{
    /// <summary>Of an account that is not in use.</summary>
    public static readonly AccountPresence Unused = new("xa", "Not connected.");

    /// <summary>Of a state. Tries to connect again do not show: what they are there to mend is still so.</summary>
    public static AccountPresence Of(SessionState state, string? text) => state switch
    {
        SessionState.Connected => default,
        SessionState.Throttled => new AccountPresence(null, text ?? "Slowed down by the network."),
        SessionState.Connecting when text is null => new AccountPresence("away", "Connecting."),
        _ => new AccountPresence("xa", text ?? Unused.Status),
    };
}
