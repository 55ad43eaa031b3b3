using Bridge.Adapters;
using Bridge.Xmpp;

namespace Bridge.Gateway.Delivery;

/// <summary>What a failure of a network is in XMPP (RFC 6120 section 8.3.3, XEP-0045 sections 7.2.5 to 7.2.10).</summary>
internal static class NetworkErrors
{
    /// <summary>The stanza error for a failure, with its text.</summary>
    public static StanzaError ToStanzaError(NetworkError error, string? text) => Of(error).WithText(text);

    /// <summary>The stanza error for a failure.</summary>
    public static StanzaError ToStanzaError(NetworkException failure) => ToStanzaError(failure.Error, failure.Message);

    /// <summary>The stanza error for whatever a verb of an adapter threw: a request has to be answered also when the adapter is broken.</summary>
    public static StanzaError ToStanzaError(Exception failure) => failure switch
    {
        NetworkException known => ToStanzaError(known),
        TimeoutException or OperationCanceledException => StanzaError.RemoteServerTimeout.WithText("The network did not answer in time."),
        _ => StanzaError.InternalServerError,
    };

    private static StanzaError Of(NetworkError error) => error switch
    {
        NetworkError.Unsupported => StanzaError.FeatureNotImplemented,
        NetworkError.NotFound => StanzaError.ItemNotFound,
        NetworkError.Offline => StanzaError.RecipientUnavailable,
        NetworkError.Forbidden or NetworkError.Banned => StanzaError.Forbidden,
        NetworkError.Blocked => StanzaError.ServiceUnavailable,
        NetworkError.NotJoined or NetworkError.NameInvalid or NetworkError.Malformed => StanzaError.NotAcceptable,
        NetworkError.PasswordRequired or NetworkError.BadCredentials or NetworkError.LoggedOut => StanzaError.NotAuthorized,
        NetworkError.MembersOnly => StanzaError.RegistrationRequired,
        NetworkError.Full => StanzaError.ServiceUnavailable,
        NetworkError.NameTaken => StanzaError.Conflict,
        NetworkError.TooLong or NetworkError.TooLarge => StanzaError.PolicyViolation,
        NetworkError.Throttled => StanzaError.ResourceConstraint,
        NetworkError.WindowClosed => StanzaError.NotAllowed,
        NetworkError.NetworkDown or NetworkError.TimedOut => StanzaError.RemoteServerTimeout,
        _ => new StanzaError("cancel", "undefined-condition"),
    };
}
