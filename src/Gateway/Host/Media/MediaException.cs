namespace Bridge.Gateway.Media;

/// <summary>A file cannot be passed on.</summary>
/// <param name="reason">Why, for the person it was sent to: the rest of a sentence, without a full stop.</param>
/// <param name="mayPass">Whether another try may go well.</param>
/// <param name="cause">What went wrong.</param>
internal sealed class MediaException(string reason, bool mayPass = false, Exception? cause = null) : Exception(reason, cause)
{
    /// <summary>Whether another try may go well.</summary>
    public bool MayPass => mayPass;
}
