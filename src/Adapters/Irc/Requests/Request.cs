namespace Bridge.Adapters.Irc;

/// <summary>A question to the server whose answer is spread over lines.</summary>
internal abstract class Request
{
    /// <summary>Looks at a numeric, PONG or the like. True when it was meant for this request.</summary>
    internal abstract bool Offer(in IrcLine line, IrcState state);

    /// <summary>The command it was asked by, as a FAIL names it (standard-replies).</summary>
    internal virtual string? Command => null;

    /// <summary>Whether somebody is shown what the server says now, so that it is for nobody to read again.</summary>
    internal virtual bool IsOverhearing => false;

    /// <summary>Whether the words of a FAIL between its code and its description are about this request.</summary>
    internal virtual bool Concerns(in IrcLine fail, IrcState state) => true;

    /// <summary>Takes in a FAIL of its command.</summary>
    internal bool OfferFailure(in IrcLine fail, IrcState state)
    {
        if (Command is not { } command || !state.Text(fail[0]).Equals(command, StringComparison.OrdinalIgnoreCase) || !Concerns(fail, state))
            return false;
        var code = state.Text(fail[1]);
        var failure = new NetworkException(StandardReplies.ToError(code), state.Plain(fail.Last)) { Code = "irc." + code };
        state.Effects.Then(() => Fail(failure));
        return true;
    }

    /// <summary>Nothing comes any more.</summary>
    internal abstract void Fail(NetworkException failure);

    private protected static NetworkException ErrorOf(in IrcLine line, IrcState state) =>
        new(Numerics.ToError(line.Numeric), state.Plain(line.Last)) { Code = "irc." + state.Text(line.Command) };
}
