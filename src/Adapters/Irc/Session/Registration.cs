using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>From the first byte to the end of the welcome: capabilities, SASL, nick. A server that knows nothing of CAP is served as well.</summary>
internal sealed class Registration
{
    private const int MaxNickAttempts = 10;
    private const int LongNick = 30;
    private const int ShortNick = 9;
    private const int SaslChunk = 400;

    private readonly IrcState _state;
    private readonly CapNegotiation _caps;
    private string _wanted = "";
    private int _longest = LongNick;
    private int _nickAttempts;
    private int _tails;
    private bool _authenticating;
    private bool _ended;
    private bool _welcomed;

    internal Registration(IrcState state)
    {
        _state = state;
        _caps = new CapNegotiation(state, HasLogin);
    }

    private string? Login => Credential("sasl-username");

    private string? SaslPassword => Credential("sasl-password");

    private bool HasLogin => Login is not null && SaslPassword is not null;

    internal void Start()
    {
        var context = _state.Context;
        var person = context.User?.Split('@')[0];
        var name = context.PreferredName ?? Credential("nick") ?? person ?? "bridge";
        _wanted = NickName.Sanitise(name, LongNick);
        _state.Nick = _wanted;
        var user = NickName.UserName(Credential("username") ?? person ?? "bridge");
        var realName = Credential("realname") ?? name;
        var password = Credential("password") ?? _state.Server.Password;
        _state.SentPassword = password is not null;
        _state.Link.Post(output =>
        {
            output.Raw("CAP LS 302\r\n"u8);
            if (password is not null)
                output.Raw("PASS :"u8).Text(password).End();
            output.Raw("NICK "u8).Text(_wanted).End();
            output.Raw("USER "u8).Text(user).Raw(" 0 * :"u8).Text(realName).End();
        });
    }

    internal void OnCap(in IrcLine line)
    {
        if (!_caps.OnCap(line) || _ended || _authenticating || _welcomed)
            return;
        if (_state.Has(IrcCaps.Sasl))
        {
            _authenticating = true;
            _state.Link.Post(static output => output.Raw("AUTHENTICATE PLAIN\r\n"u8));
            return;
        }
        if (HasLogin)
        {
            var text = "The server offers no login (SASL PLAIN) now; connecting without it.";
            _state.Effects.Publish(new Notice(text) { Code = "irc.sasl-missing", IsError = true });
        }
        End();
    }

    internal void OnAuthenticate(in IrcLine line)
    {
        if (!_authenticating || !line[0].SequenceEqual("+"u8))
            return;
        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Login}\0{Login}\0{SaslPassword}"));
        _state.Link.Post(output =>
        {
            for (var at = 0; at < secret.Length; at += SaslChunk)
                output.Raw("AUTHENTICATE "u8).Text(secret.AsSpan(at, Math.Min(SaslChunk, secret.Length - at))).End();
            // A last chunk of full length does not show that it is the last.
            if (secret.Length % SaslChunk == 0)
                output.Raw("AUTHENTICATE +\r\n"u8);
        });
    }

    /// <summary>Handles the numerics of registration. False for all others.</summary>
    internal bool OnNumeric(in IrcLine line)
    {
        switch (line.Numeric)
        {
            case 1:
                Welcome(line);
                return true;
            case 5:
                for (var i = 1; i < line.Count - 1; i++)
                    _state.Features.Apply(_state.Text(line[i]));
                _state.FeaturesChanged();
                return true;
            case 376 or 422:
                Ready();
                return true;
            case 396:
                OnHost(line);
                return true;
            case >= 900 and <= 908:
                OnSasl(line);
                return true;
            case 465 or 466:
                var ban = Refusal(NetworkError.Banned, "The server has banned this account", line, TimeSpan.FromHours(1));
                _state.Fail(ban);
                return true;
            default:
                return !_welcomed && OnRefusal(line);
        }
    }

    /// <summary>A PONG that answers the PING after 001 ends a welcome without the usual end.</summary>
    internal void OnPong(in IrcLine line)
    {
        if (_welcomed && line.Last.SequenceEqual("bridge-ready"u8))
            Ready();
    }

    private string? Credential(string name) =>
        _state.Context.Credentials.TryGetValue(name, out var value) && !string.IsNullOrEmpty(value) ? value : null;

    private void OnSasl(in IrcLine line)
    {
        if (!_authenticating)
            return;
        if (line.Numeric is 903 or 907)
        {
            _authenticating = false;
            End();
        }
        // 900 and 901 are news, and 908, the list of mechanisms, is followed by 904.
        else if (line.Numeric is 902 or 904 or 905 or 906)
            _state.Fail(Refusal(NetworkError.BadCredentials, "The server refuses the login (SASL)", line));
    }

    /// <summary>What stands between us and the welcome.</summary>
    private bool OnRefusal(in IrcLine line)
    {
        switch (line.Numeric)
        {
            case 431 or 432 or 433 or 436 or 437:
                NextNick(line);
                return true;
            case 464:
                _state.Fail(Refusal(NetworkError.BadCredentials, "The server refuses the password", line));
                return true;
            // No CAP here: the welcome comes without it.
            case 410 or 421 or 451:
                return true;
            default:
                return false;
        }
    }

    private void End()
    {
        _ended = true;
        _state.Link.Post(static output => output.Raw("CAP END\r\n"u8));
    }

    private void NextNick(in IrcLine line)
    {
        if (++_nickAttempts > MaxNickAttempts)
        {
            var error = line.Numeric == 432 ? NetworkError.NameInvalid : NetworkError.NameTaken;
            _state.Fail(Refusal(error, "The server takes no nick like the wanted one", line));
            return;
        }
        if (line.Numeric == 432)
        {
            // Often about the length: nine is what every server takes (RFC 2812 section 1.2.1).
            _wanted = _wanted.Length > ShortNick ? _wanted[..ShortNick] : NickName.Neutral(_wanted);
            _longest = ShortNick;
            _tails = 0;
            _state.Nick = _wanted;
        }
        else
            _state.Nick = NickName.Next(_wanted, ++_tails, _longest);
        var nick = _state.Nick;
        _state.Link.Post(output => output.Raw("NICK "u8).Text(nick).End());
    }

    private void Welcome(in IrcLine line)
    {
        if (_welcomed)
            return;
        _welcomed = true;
        if (line[0].Length > 0 && !line[0].SequenceEqual("*"u8))
            _state.Nick = _state.Text(line[0]);
        _state.ServerName = _state.Text(line.Source);
        _state.Link.Post(static output => output.Raw("PING :bridge-ready\r\n"u8));
    }

    private void Ready()
    {
        if (_state.IsReady || !_welcomed)
            return;
        _state.ReadyAt = _state.Time.GetTimestamp();
        _state.IsReady = true;
        _state.AfterConnect.Start();
        IrcLog.Registered(_state.Log, _state.Context.User, _state.Server.Name, _state.Nick, _state.Caps);
        _state.Effects.Publish(new SessionStateChanged(SessionState.Connected) { OwnName = _state.Nick });
    }

    // :server 396 nick host :is now your displayed host
    private void OnHost(in IrcLine line)
    {
        var host = _state.Text(line[1]);
        if (!TargetName.IsValid(host))
            return;
        var known = _state.Self?.Address;
        var user = known?[..(known.IndexOf('@', StringComparison.Ordinal) + 1)];
        if (host.Contains('@', StringComparison.Ordinal))
            _state.Self = new IrcSource(_state.Nick, host, _state.Mapping);
        else
            _state.Self = string.IsNullOrEmpty(user) ? null : new IrcSource(_state.Nick, user + host, _state.Mapping);
    }

    private NetworkException Refusal(NetworkError error, string what, in IrcLine line, TimeSpan? retryAfter = null)
    {
        var text = line.Count > 1 ? $"{what}: {_state.Plain(line.Last)}" : what + ".";
        return new NetworkException(error, text) { Code = "irc." + _state.Text(line.Command), RetryAfter = retryAfter };
    }
}
