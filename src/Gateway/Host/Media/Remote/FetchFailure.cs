using System.Net.Sockets;
using Bridge.Adapters;

namespace Bridge.Gateway.Media.Remote;

/// <summary>Why a file could not be had, for its sender. Pure.</summary>
internal static class FetchFailure
{
    /// <summary>A reason in words.</summary>
    public static NetworkException Because(string reason, NetworkError error, Exception? cause = null) => new(error, $"The file could not be fetched: {reason}.", cause);

    /// <summary>The server was silent for too long.</summary>
    public static NetworkException TooSlow() => Because("the server did not answer in time", NetworkError.TimedOut);

    /// <summary>The transfer ended before the file did.</summary>
    public static NetworkException BrokenOff(Exception? cause = null) => Because("the transfer broke off", NetworkError.TimedOut, cause);

    /// <summary>The server has said no.</summary>
    /// <param name="status">How.</param>
    public static NetworkException Answered(int status) => Because(
        $"the server answered {status}",
        status is 404 or 410 ? NetworkError.NotFound : status is 401 or 403 ? NetworkError.Forbidden : status is 429 or >= 500 ? NetworkError.TimedOut : NetworkError.Malformed);

    /// <summary>A failure of a request.</summary>
    public static NetworkException Of(HttpRequestException failure)
    {
        for (var cause = failure.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is NetworkException known)
            {
                return known;
            }

            if (cause is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData })
            {
                return Because("there is no such server", NetworkError.NotFound, failure);
            }
        }

        return failure.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => Because("the server's certificate is not valid, or it speaks no TLS", NetworkError.Forbidden, failure),
            HttpRequestError.NameResolutionError => Because("there is no such server", NetworkError.NotFound, failure),
            HttpRequestError.ConnectionError => Because("the server cannot be reached", NetworkError.TimedOut, failure),
            HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse => Because("the server's answer makes no sense", NetworkError.Malformed, failure),
            _ => BrokenOff(failure),
        };
    }

    /// <summary>Whether another try may have another end.</summary>
    public static bool IsPassing(NetworkException failure) => failure.Error == NetworkError.TimedOut;
}
