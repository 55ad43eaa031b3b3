namespace Bridge.Store;

/// <summary>The store cannot do its work. The message is one sentence for the operator: what, where, and how to mend it.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes the failure.</summary>
    /// <param name="message">What, where, how to mend it; without secrets.</param>
    /// <param name="inner">The cause, for the log.</param>
    public StoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
