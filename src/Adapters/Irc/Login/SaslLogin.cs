namespace Bridge.Adapters.Irc;

/// <summary>The login during the registration (sasl 3.1 and 3.2): one mechanism after another until one is taken or the credentials are refused.</summary>
internal sealed class SaslLogin(IrcState state, SaslCredentials credentials)
{
    private const int Chunk = 400;

    // The longest that a mechanism known here has to say is far below.
    private const int MaxChallenge = 8 * 1024;

    private System.Text.StringBuilder? _challenge;
    private Queue<string>? _mechanisms;
    private SaslMechanism? _current;

    /// <summary>An exchange is under way.</summary>
    internal bool IsUnderWay => _current is not null;

    /// <summary>Whether there is anything to log in with.</summary>
    internal bool IsWanted => credentials.Exist;

    private bool MaySendPassword => state.Link.IsSecure || state.Link.IsLoopback || state.Server.LoginWithoutTls;

    /// <summary>Whether a server with that list of mechanisms, empty for none given, can be logged in to.</summary>
    internal bool IsPossible(string offered) => credentials.Choose(offered, MaySendPassword).Count > 0;

    internal void Start(string offered)
    {
        _mechanisms = new Queue<string>(credentials.Choose(offered, MaySendPassword));
        Next();
    }

    /// <summary><c>AUTHENTICATE piece</c>: base64 in pieces of 400, of which a shorter one is the last.</summary>
    internal void OnAuthenticate(in IrcLine line)
    {
        if (_current is not { } mechanism)
            return;
        var piece = line[0];
        _challenge ??= new();
        if (_challenge.Length + piece.Length > MaxChallenge)
        {
            Abort("it never ends");
            return;
        }
        if (!piece.SequenceEqual("+"u8))
            _challenge.Append(System.Text.Encoding.Latin1.GetString(piece));
        if (piece.Length >= Chunk)
            return;
        var challenge = new byte[_challenge.Length];
        var isBase64 = Convert.TryFromBase64String(_challenge.ToString(), challenge, out var length);
        _challenge.Clear();
        if (!isBase64)
        {
            Abort("it is not base64");
            return;
        }
        try
        {
            Send(mechanism.Answer(challenge.AsSpan(0, length)));
        }
        catch (SaslException failure)
        {
            Abort(failure.Message);
        }
    }

    /// <summary>Takes in 900 to 908 during an exchange. True when the login is done.</summary>
    internal bool OnNumeric(in IrcLine line)
    {
        if (_current is not { } mechanism)
            return false;
        switch (line.Numeric)
        {
            case 903 or 907:
                if (line.Numeric == 903 && !mechanism.IsSatisfied)
                {
                    Abort("it does not prove that it knows the account");
                    return false;
                }
                _current = null;
                return true;
            case 908:
                Narrow(state.Text(line[1]));
                return false;
            case 902 or 905 or 906:
                Refused(line);
                return false;
            case 904:
                if (mechanism.HasProved || _mechanisms is not { Count: > 0 })
                    Refused(line);
                else
                    Next();
                return false;
            default:
                return false;
        }
    }

    // 908 lists the mechanisms there are; 904 follows and leads to the next of them.
    private void Narrow(string offered)
    {
        if (_current is { HasProved: false } && offered.Length > 0)
            _mechanisms = new Queue<string>(credentials.Choose(offered, MaySendPassword).Where(x => x != _current.Name && _mechanisms!.Contains(x)));
    }

    private void Next()
    {
        var mechanism = credentials.Make(_mechanisms!.Dequeue());
        _current = mechanism;
        _challenge?.Clear();
        state.Link.Post(output => output.Raw("AUTHENTICATE "u8).Text(mechanism.Name).End());
    }

    private void Send(byte[] answer)
    {
        var encoded = Convert.ToBase64String(answer);
        state.Link.Post(output =>
        {
            for (var at = 0; at < encoded.Length; at += Chunk)
                output.Raw("AUTHENTICATE "u8).Text(encoded.AsSpan(at, Math.Min(Chunk, encoded.Length - at))).End();
            // A last piece of full length does not show that it is the last, and nothing at all needs a line too.
            if (encoded.Length % Chunk == 0)
                output.Raw("AUTHENTICATE +\r\n"u8);
        });
    }

    private void Refused(in IrcLine line)
    {
        var text = line.Count > 1 ? $"The server refuses the login (SASL): {state.Plain(line.Last)}" : "The server refuses the login (SASL).";
        _current = null;
        Fail(text, "irc." + state.Text(line.Command));
    }

    // Somebody who should know the account does not: going on without a login would be what they want.
    private void Abort(string problem)
    {
        _current = null;
        state.Link.Post(static output => output.Raw("AUTHENTICATE *\r\n"u8));
        Fail($"The server's part of the login is wrong: {problem}.", "irc.sasl");
    }

    // Who is in channels already stays there, and hears of it.
    private void Fail(string text, string code)
    {
        if (state.IsReady)
        {
            // Tried again when the server offers it anew.
            state.Caps &= ~IrcCaps.Sasl;
            state.Effects.Publish(new Notice(text) { Code = code, IsError = true });
        }
        else
            state.Fail(new NetworkException(NetworkError.BadCredentials, text) { Code = code });
    }
}
