namespace Bridge.Adapters.Irc;

/// <summary>From the first byte to the end of the welcome: capabilities, SASL, nick. A server that knows nothing of CAP is served as well.</summary>
internal sealed class Registration
{
    private const int MaxNickAttempts = 10;
    private const int LongNick = 30;
    private const int ShortNick = 9;

    private readonly IrcState _state;
    private readonly CapNegotiation _caps;
    private readonly SaslLogin _login;
    private string _wanted = "";
    private int _longest = LongNick;
    private int _nickAttempts;
    private int _tails;
    private bool _ended;
    private bool _welcomed;

    internal Registration(IrcState state)
    {
        _state = state;
        _login = new SaslLogin(state, new SaslCredentials(Credential("sasl-username"), Credential("sasl-password"), state.Link.HasOwnCertificate));
        _caps = new CapNegotiation(state, _login);
    }

    internal void Start()
    {
        var context = _state.Context;
        var person = context.User?.Split('@')[0];
        var name = context.PreferredName ?? Credential("nick") ?? person ?? "bridge";
        _wanted = NickName.Sanitise(name, LongNick);
        _state.Nick = _state.WantedNick = _wanted;
        var user = NickName.UserName(Credential("username") ?? person ?? "bridge");
        var realName = Credential("realname") ?? name;
        var password = Credential("password") ?? _state.Server.Password;
        _state.SentPassword = password is not null;
        _state.Link.Post(output =>
        {
            // Before everything else: the server decides by it whether it speaks to this person.
            if (_state.Server.WebIrc is { } webIrc)
                Introduce(output, webIrc);
            output.Raw("CAP LS 302\r\n"u8);
            if (password is not null)
                output.Raw("PASS :"u8).Text(password).End();
            output.Raw("NICK "u8).Text(_wanted).End();
            output.Raw("USER "u8).Text(user).Raw(" 0 * :"u8).Text(realName).End();
        });
    }

    internal void OnCap(in IrcLine line)
    {
        var done = _caps.OnCap(line);
        FollowSts();
        if (done && _welcomed && _login.IsWanted && !_login.IsUnderWay && _state is { LoggedInAs: null, Fatal: null } && _state.Has(IrcCaps.Sasl))
        {
            _login.Start(_caps.ValueOf("sasl"));
            return;
        }
        if (!done || _ended || _login.IsUnderWay || _welcomed || _state.Fatal is not null)
            return;
        if (_state.Has(IrcCaps.Sasl))
        {
            _login.Start(_caps.ValueOf("sasl"));
            return;
        }
        if (_login.IsWanted)
        {
            var text = "The server offers no login (SASL) that can be used over this connection now; connecting without it.";
            _state.Effects.Publish(new Notice(text) { Code = "irc.sasl-missing", IsError = true });
        }
        End();
    }

    internal void OnAuthenticate(in IrcLine line) => _login.OnAuthenticate(line);

    /// <summary>Handles the numerics of registration. False for all others.</summary>
    internal bool OnNumeric(in IrcLine line)
    {
        switch (line.Numeric)
        {
            case 1:
                Welcome(line);
                return true;
            case 5:
                var tokens = "";
                for (var i = 1; i < line.Count - 1; i++)
                    tokens += " " + _state.Text(line[i]);
                _state.Learn(tokens);
                return true;
            case 376 or 422:
                Ready();
                return true;
            case 396:
                OnHost(line);
                return true;
            case >= 900 and <= 908:
                return OnLogin(line);
            case 465:
                var ban = Refusal(NetworkError.Banned, "The server has banned this account", line, TimeSpan.FromHours(1));
                _state.Fail(ban);
                return true;
            default:
                return !_welcomed && OnRefusal(line);
        }
    }

    // 900 me nick!user@host account :text, 901 me nick!user@host :text, both also when somebody talks to services.
    private bool OnLogin(in IrcLine line)
    {
        if (line.Numeric is 900 or 901)
            _state.LoggedInAs = line.Numeric == 900 ? _state.Text(line[2]) : null;
        if (_welcomed && !_login.IsUnderWay)
            return false;
        if (_login.OnNumeric(line))
        {
            _state.LoggedInAs ??= "";
            if (!_welcomed)
                End();
        }
        return true;
    }

    /// <summary>A PONG that answers the PING after 001 ends a welcome without the usual end.</summary>
    internal void OnPong(in IrcLine line)
    {
        if (_welcomed && line.Last.SequenceEqual("bridge-ready"u8))
            Ready();
    }

    private string? Credential(string name) =>
        _state.Context.Credentials.TryGetValue(name, out var value) && !string.IsNullOrEmpty(value) ? value : null;

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

    /// <summary>Whether a FAIL says that there is no way in without an account.</summary>
    internal bool OnFailure(in IrcLine line)
    {
        if (_welcomed || !line[1].SequenceEqual("ACCOUNT_REQUIRED_TO_CONNECT"u8))
            return false;
        var text = $"The server takes people with an account only: {_state.Plain(line.Last)}";
        _state.Fail(new NetworkException(NetworkError.BadCredentials, text) { Code = "irc.ACCOUNT_REQUIRED_TO_CONNECT" });
        return true;
    }

    private void Introduce(OutputBuffer output, WebIrc webIrc)
    {
        // No name belongs to the address, so that it stands for the host as well.
        var address = WebIrc.Format(webIrc.AddressOf(_state.Context.User ?? ""));
        output.Raw("WEBIRC "u8).Text(webIrc.Password).Raw(" "u8).Text(webIrc.Gateway).Raw(" "u8).Text(address).Raw(" "u8).Text(address).End();
    }

    // sts: without TLS only the port counts, and with TLS, when it is known who is at the other end, only the duration.
    private void FollowSts()
    {
        if (_caps.ValueOf("sts") is not { Length: > 0 } value)
            return;
        if (_state.Link.IsVerified && StsPolicies.DurationOf(value) is { } duration)
            _state.KeepTls(duration);
        else if (!_state.Link.IsSecure && !_welcomed && StsPolicies.PortOf(value) is { } port)
        {
            _state.UpgradePort = port;
            _state.Fail(new NetworkException(NetworkError.NetworkDown, "The server asks for TLS.") { Code = "irc.sts" });
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
            _state.Nick = _state.WantedNick = _wanted;
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
        if ((_state.Context.User is null || Credential(IrcOptions.Bot.Key) == "true") && _state.Features.BotMode is { } bot)
            _state.Link.Post(output => output.Raw("MODE "u8).Text(_state.Nick).Raw(" +"u8).Text([bot]).End());
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
