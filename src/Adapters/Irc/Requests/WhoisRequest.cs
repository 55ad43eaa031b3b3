using System.Collections.Frozen;
using System.Globalization;

namespace Bridge.Adapters.Irc;

/// <summary>WHOIS: who somebody is, or null when there is nobody.</summary>
/// <param name="contact">Who.</param>
/// <param name="key">Their nick as the server compares it.</param>
/// <param name="account">Their account as far as the channels in common tell: servers may leave it out of the answer.</param>
internal sealed class WhoisRequest(ContactId contact, string key, string? account) : RequestOf<ContactProfile?>
{
    private const int MaxDetails = 20;

    // More than a thousand years are no time that somebody was idle or has been there since.
    private const long MaxSeconds = 100_000_000_000;

    private static readonly FrozenSet<int> Answers = FrozenSet.ToFrozenSet(
        [276, 301, 307, 310, 311, 312, 313, 317, 318, 319, 320, 330, 335, 338, 378, 379, 401, 402, 406, 431, 671]);

    private readonly List<string> _details = [];
    private ContactProfile? _profile;
    private bool _isBot;
    private bool _hasAccount;

    internal override string Command => "WHOIS";

    internal override bool Offer(in IrcLine line, IrcState state)
    {
        if (!Answers.Contains(line.Numeric) || (line.Numeric != 431 && state.Key(state.Text(line[1])) != key))
            return false;
        switch (line.Numeric)
        {
            case 318:
                if (!_hasAccount && account is not null)
                    Detail("Account: " + account);
                Complete(state, _profile is null ? null : _profile with { Description = string.Join("\n", _details), IsBot = _isBot ? true : null });
                break;
            case 401 or 402 or 406 or 431:
                // 318 follows with most servers and is consumed by nobody, which is well.
                Complete(state, null);
                break;
            default:
                Note(line, state);
                break;
        }
        return true;
    }

    private void Note(in IrcLine line, IrcState state)
    {
        switch (line.Numeric)
        {
            case 311:
                var handle = $"{state.Text(line[2])}@{state.Text(line[3])}";
                _profile = new ContactProfile { Contact = contact, Name = state.Text(line[1]), Handle = handle };
                Detail(state.Plain(line.Last));
                break;
            case 312:
                Detail("Server: " + state.Text(line[2]));
                break;
            case 319:
                Detail("Channels: " + state.Plain(line.Last).Trim());
                break;
            case 330:
                _hasAccount = true;
                Detail("Account: " + state.Text(line[2]));
                break;
            case 335:
                _isBot = true;
                Detail("A bot");
                break;
            case 301:
                Detail("Away: " + state.Plain(line.Last));
                break;
            case 313:
                Detail("Operator of the network");
                break;
            case 317:
                Idle(state.Text(line[2]), line.Count > 4 ? state.Text(line[3]) : "");
                break;
            // The words of the server, which differ: a registered nick, TLS, a certificate, the host behind a cloak.
            case 276 or 307 or 310 or 320 or 338 or 378 or 379 or 671:
                var words = new List<string>();
                for (var i = 2; i < line.Count; i++)
                    words.Add(state.Plain(line[i]));
                Detail(string.Join(' ', words));
                break;
        }
    }

    private void Idle(string idle, string since)
    {
        if (long.TryParse(idle, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < MaxSeconds)
            Detail("Idle: " + Spoken(TimeSpan.FromSeconds(seconds)));
        if (long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds < MaxSeconds)
            Detail(string.Create(CultureInfo.InvariantCulture, $"Online since: {DateTimeOffset.FromUnixTimeSeconds(seconds):yyyy-MM-dd HH:mm:ss} UTC"));
    }

    /// <summary>The two largest units of it.</summary>
    private static string Spoken(TimeSpan time) => time switch
    {
        { Days: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time.Hours} h"),
        { Hours: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes} min"),
        { Minutes: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s"),
    };

    private void Detail(string text)
    {
        if (_details.Count < MaxDetails && text.Length > 0)
            _details.Add(text);
    }
}
