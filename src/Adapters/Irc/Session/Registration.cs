using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>From the first byte to the end of the welcome: capabilities, SASL, nick. A server that knows none of CAP is served as well.</summary>
internal sealed class Registration(IrcState state)
{
    private const int MaxNickAttempts = 10;
    private const int MaxOffers = 500;
    private const int LongNick = 30;
    private const int ShortNick = 9;

    private readonly Dictionary<string, string> _offered = new(StringComparer.Ordinal);
    private string _wanted = "";
    private int _nickAttempts;
    private int _tails;
    private int _longest = LongNick;
    private IrcCaps _requested;
    private int _unanswered;
    private bool _separately;
    private bool _authenticating;
    private bool _ended;
    private bool _welcomed;

    private string? Login => Credential("sasl-username");

    private string? SaslPassword => Credential("sasl-password");

    internal void Start()
    {
        var context = state.Context;
        var person = context.User?.Split('@')[0];
        var name = context.PreferredName ?? Credential("nick") ?? person ?? "bridge";
        _wanted = NickName.Sanitise(name, LongNick);
        state.Nick = _wanted;
        var user = NickName.UserName(Credential("username") ?? person ?? "bridge");
        var realName = Credential("realname") ?? name;
        var password = Credential("password") ?? state.Server.Password;
        state.Link.Post(output =>
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
        var sub = state.Text(line[1]).ToUpperInvariant();
        var list = line.Last.Length == 0 || line.Count < 3 ? [] : state.Text(line.Last).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (sub)
        {
            case "LS":
                Offer(list);
                if (line.Count < 4 || !line[2].SequenceEqual("*"u8))
                    Request(_offered.Keys.Aggregate(IrcCaps.None, (caps, name) => caps | CapNames.Parse(name)));
                break;
            case "ACK":
                foreach (var name in list)
                    Acknowledge(name);
                Answered();
                break;
            case "NAK":
                Refused(list);
                break;
            case "NEW":
                Offer(list);
                Request(list.Aggregate(IrcCaps.None, (caps, name) => caps | CapNames.Parse(name.Split('=')[0])) & ~IrcCaps.Sasl);
                break;
            case "DEL":
                foreach (var name in list)
                    state.Caps &= ~CapNames.Parse(name);
                break;
        }
    }

    internal void OnAuthenticate(in IrcLine line)
    {
        if (!_authenticating || !line[0].SequenceEqual("+"u8))
            return;
        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Login}\0{Login}\0{SaslPassword}"));
        state.Link.Post(output =>
        {
            for (var at = 0; at < secret.Length; at += 400)
                output.Raw("AUTHENTICATE "u8).Text(secret.AsSpan(at, Math.Min(400, secret.Length - at))).End();
            if (secret.Length % 400 == 0)
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
                    state.Features.Apply(state.Text(line[i]));
                state.FeaturesChanged();
                return true;
            case 376 or 422:
                Ready();
                return true;
            case 396:
                OnHost(line);
                return true;
            case 900 or 901:
                return true;
            case 903 or 907:
                EndAuthentication();
                return true;
            case 902 or 904 or 905 or 906 or 908:
                // 908 lists the mechanisms; 904 follows it.
                if (_authenticating && line.Numeric != 908)
                    state.Fail(Refusal(NetworkError.BadCredentials, "The server refuses the login (SASL)", line));
                return true;
            case 431 or 432 or 433 or 436 or 437 when !_welcomed:
                NextNick(line);
                return true;
            case 464 when !_welcomed:
                state.Fail(Refusal(NetworkError.BadCredentials, "The server refuses the password", line));
                return true;
            case 465 or 466:
                state.Fail(new NetworkException(NetworkError.Banned, Sentence("The server has banned this account", line)) { Code = "irc.465", RetryAfter = TimeSpan.FromHours(1) });
                return true;
            case 410 or 421 or 451 when !_welcomed:
                // No CAP here: the welcome comes without it.
                return true;
            default:
                return false;
        }
    }

    /// <summary>A PONG that answers the PING after 001 ends a welcome without the usual end.</summary>
    internal void OnPong(in IrcLine line)
    {
        if (_welcomed && line.Last.SequenceEqual("bridge-ready"u8))
            Ready();
    }

    private string? Credential(string name) => state.Context.Credentials.TryGetValue(name, out var value) && !string.IsNullOrEmpty(value) ? value : null;

    private void Offer(string[] list)
    {
        foreach (var offer in list)
        {
            var equals = offer.IndexOf('=', StringComparison.Ordinal);
            if (_offered.Count < MaxOffers)
                _offered[equals < 0 ? offer : offer[..equals]] = equals < 0 ? "" : offer[(equals + 1)..];
        }
    }

    private void Request(IrcCaps caps)
    {
        var mechanisms = _offered.GetValueOrDefault("sasl", "");
        if (Login is null || SaslPassword is null || (mechanisms.Length > 0 && !mechanisms.Split(',').Contains("PLAIN", StringComparer.OrdinalIgnoreCase)))
            caps &= ~IrcCaps.Sasl;
        caps &= ~state.Caps;
        if (caps == IrcCaps.None)
        {
            Answered();
            return;
        }
        _unanswered++;
        _requested |= caps;
        var names = string.Join(' ', CapNames.NamesOf(caps));
        state.Link.Post(output => output.Raw("CAP REQ :"u8).Text(names).End());
    }

    private void Acknowledge(string name)
    {
        if (name.StartsWith('-'))
            state.Caps &= ~CapNames.Parse(name.AsSpan(1));
        else
            state.Caps |= CapNames.Parse(name.TrimStart('~', '=')) & _requested;
    }

    // A server refuses a request as a whole: each is asked for alone then.
    private void Refused(string[] list)
    {
        if (!_separately && list.Length > 1)
        {
            _separately = true;
            foreach (var name in list.Where(x => CapNames.Parse(x) != IrcCaps.None).Distinct().Take(32))
            {
                _unanswered++;
                state.Link.Post(output => output.Raw("CAP REQ :"u8).Text(name).End());
            }
        }
        Answered();
    }

    private void Answered()
    {
        if (_unanswered > 0)
            _unanswered--;
        if (_unanswered > 0 || _ended || _authenticating || _welcomed)
            return;
        if (state.Has(IrcCaps.Sasl))
        {
            _authenticating = true;
            state.Link.Post(static output => output.Raw("AUTHENTICATE PLAIN\r\n"u8));
            return;
        }
        if (Login is not null && SaslPassword is not null)
            state.Effects.Publish(new Notice("The server offers no login (SASL PLAIN) now; connecting without it.") { Code = "irc.sasl-missing", IsError = true });
        End();
    }

    private void EndAuthentication()
    {
        _authenticating = false;
        if (!_ended)
            End();
    }

    private void End()
    {
        _ended = true;
        state.Link.Post(static output => output.Raw("CAP END\r\n"u8));
    }

    private void NextNick(in IrcLine line)
    {
        if (++_nickAttempts > MaxNickAttempts)
        {
            state.Fail(Refusal(line.Numeric == 432 ? NetworkError.NameInvalid : NetworkError.NameTaken, "The server takes no nick like the wanted one", line));
            return;
        }
        if (line.Numeric == 432)
        {
            // Often about the length: nine is what every server takes (RFC 2812 section 1.2.1).
            _wanted = _wanted.Length > ShortNick ? _wanted[..ShortNick] : NickName.Neutral(_wanted);
            _longest = ShortNick;
            _tails = 0;
            state.Nick = _wanted;
        }
        else
            state.Nick = NickName.Next(_wanted, ++_tails, _longest);
        var nick = state.Nick;
        state.Link.Post(output => output.Raw("NICK "u8).Text(nick).End());
    }

    private void Welcome(in IrcLine line)
    {
        if (_welcomed)
            return;
        _welcomed = true;
        if (line[0].Length > 0 && !line[0].SequenceEqual("*"u8))
            state.Nick = state.Text(line[0]);
        state.ServerName = state.Text(line.Source);
        state.Link.Post(static output => output.Raw("PING :bridge-ready\r\n"u8));
    }

    private void Ready()
    {
        if (state.IsReady || !_welcomed)
            return;
        state.ReadyAt = state.Time.GetTimestamp();
        state.IsReady = true;
        IrcLog.Registered(state.Log, state.Context.User, state.Server.Name, state.Nick, state.Caps.ToString());
        state.Effects.Publish(new SessionStateChanged(SessionState.Connected) { OwnName = state.Nick });
    }

    // :server 396 nick host :is now your displayed host
    private void OnHost(in IrcLine line)
    {
        var host = state.Text(line[1]);
        if (!TargetName.IsValid(host))
            return;
        var known = state.Self?.Address;
        var user = known?[..(known.IndexOf('@', StringComparison.Ordinal) + 1)];
        state.Self = host.Contains('@', StringComparison.Ordinal) ? new IrcSource(state.Nick, host, state.Mapping)
            : string.IsNullOrEmpty(user) ? null : new IrcSource(state.Nick, user + host, state.Mapping);
    }

    private NetworkException Refusal(NetworkError error, string what, in IrcLine line) =>
        new(error, Sentence(what, line)) { Code = "irc." + state.Text(line.Command) };

    private string Sentence(string what, in IrcLine line) => line.Count > 1 ? $"{what}: {state.Plain(line.Last)}" : what + ".";
}
