namespace Bridge.Adapters;

/// <summary>A failure of the network, with a text for the user and without secrets.</summary>
public sealed class NetworkException : Exception
{
    /// <summary>Makes the failure.</summary>
    /// <param name="error">The kind, which decides what the core does.</param>
    /// <param name="userText">A sentence a person understands.</param>
    /// <param name="inner">The cause, for the log.</param>
    public NetworkException(NetworkError error, string userText, Exception? inner = null)
        : base(userText, inner) => Error = error;

    /// <summary>The kind.</summary>
    public NetworkError Error { get; }

    /// <summary>When the network said to come back, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A stable code for logs and the API, for example <c>irc.465</c>; null when there is none.</summary>
    public string? Code { get; init; }

    /// <summary>Of a join that failed: the group in which the account is instead, to which the user is invited; or null.</summary>
    public ChatId? Instead { get; init; }

    /// <summary>True when only the user can mend it, so that the core does not connect again by itself.</summary>
    public bool IsFinal => Error is NetworkError.BadCredentials or NetworkError.LoggedOut;
}
