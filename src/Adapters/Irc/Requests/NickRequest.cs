namespace Bridge.Adapters.Irc;

/// <summary>A change of the own nick.</summary>
internal sealed class NickRequest(string nick) : RequestOf<bool>
{
    internal override string Command => "NICK";

    internal override bool Offer(in IrcLine line, IrcState state)
    {
        if (line.Command.SequenceEqual("NICK"u8))
        {
            // Called after the change was taken in: services may force another nick than this one.
            if (state.IsSelf(nick))
                Complete(state, true);
            return false;
        }
        if (line.Numeric is not (431 or 432 or 433 or 435 or 436 or 437 or 438 or 447 or 484))
            return false;
        var error = line.Numeric switch
        {
            433 or 436 or 437 => NetworkError.NameTaken,
            431 or 432 => NetworkError.NameInvalid,
            _ => Numerics.ToError(line.Numeric),
        };
        var failure = new NetworkException(error, state.Plain(line.Last)) { Code = "irc." + state.Text(line.Command) };
        state.Effects.Then(() => Fail(failure));
        return true;
    }
}
