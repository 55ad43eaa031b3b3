namespace Bridge.Adapters.Irc;

/// <summary>A question to the server whose answer is spread over lines.</summary>
internal abstract class Request
{
    /// <summary>Looks at a numeric, PONG or the like. True when it was meant for this request.</summary>
    internal abstract bool Offer(in IrcLine line, IrcState state);

    /// <summary>Nothing comes any more.</summary>
    internal abstract void Fail(NetworkException failure);

    private protected static NetworkException ErrorOf(in IrcLine line, IrcState state) =>
        new(Numerics.ToError(line.Numeric), state.Plain(line.Last)) { Code = "irc." + state.Text(line.Command) };
}
