namespace Bridge.Adapters.Irc;

/// <summary>Which capabilities the server offers and which are in force (CAP 302, with cap-notify). Asks for all that are offered and known.</summary>
internal sealed class CapNegotiation(IrcState state, SaslLogin login)
{
    private const int MaxSeparate = 32;

    // Those that mean something here; a server offers many more.
    private Dictionary<string, string>? _values;
    private IrcCaps _offered;
    private IrcCaps _requested;
    private int _unanswered;
    private bool _separately;

    /// <summary>The value that the server gave with a capability; empty when there is none.</summary>
    internal string ValueOf(string name) => _values?.GetValueOrDefault(name) ?? "";

    /// <summary>Takes in a CAP line. True when nothing is open any more, so that the registration may go on.</summary>
    internal bool OnCap(in IrcLine line)
    {
        var list = line.Count < 3 || line.Last.IsEmpty ? [] : state.Text(line.Last).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (state.Text(line[1]).ToUpperInvariant())
        {
            case "LS":
                Offer(list);
                // '*' says that more lines follow.
                return (line.Count < 4 || !line[2].SequenceEqual("*"u8)) && !Request(_offered);
            case "ACK":
                foreach (var name in list)
                    Acknowledge(name);
                return Answered();
            case "NAK":
                Refused(list);
                return Answered();
            case "NEW":
                Offer(list);
                Request(Known(list.Select(x => x.Split('=')[0])) & (state.LoggedInAs is null ? ~IrcCaps.None : ~IrcCaps.Sasl));
                return false;
            case "DEL":
                foreach (var name in list)
                    state.Caps &= ~CapNames.Parse(name);
                return false;
            default:
                return false;
        }
    }

    private static IrcCaps Known(IEnumerable<string> names) => names.Aggregate(IrcCaps.None, (caps, name) => caps | CapNames.Parse(name));

    private void Offer(string[] list)
    {
        foreach (var offer in list)
        {
            var equals = offer.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? offer : offer[..equals];
            _offered |= CapNames.Parse(name);
            if (equals >= 0 && name is "sasl" or "sts" or "draft/multiline")
                (_values ??= new(StringComparer.Ordinal))[name] = offer[(equals + 1)..];
            else
                _values?.Remove(name);
        }
        state.Multiline = MultilineLimits.Parse(ValueOf("draft/multiline"));
    }

    private bool Request(IrcCaps caps)
    {
        if (!login.IsPossible(ValueOf("sasl")))
            caps &= ~IrcCaps.Sasl;
        caps &= ~state.Caps;
        if (caps == IrcCaps.None)
            return false;
        _requested |= caps;
        Ask(string.Join(' ', CapNames.NamesOf(caps)));
        return true;
    }

    private void Ask(string names)
    {
        _unanswered++;
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
        if (_separately || list.Length < 2)
            return;
        _separately = true;
        foreach (var name in list.Where(x => CapNames.Parse(x) != IrcCaps.None).Distinct().Take(MaxSeparate))
            Ask(name);
    }

    private bool Answered()
    {
        if (_unanswered > 0)
            _unanswered--;
        return _unanswered == 0;
    }
}
