using System.Collections.Frozen;

namespace Bridge.Adapters.Irc;

/// <summary>WHOIS: who somebody is, or null when there is nobody.</summary>
internal sealed class WhoisRequest(ContactId contact, string key) : RequestOf<ContactProfile?>
{
    private const int MaxDetails = 12;

    private static readonly FrozenSet<int> Answers = FrozenSet.ToFrozenSet(
        [276, 301, 307, 310, 311, 312, 313, 317, 318, 319, 320, 330, 335, 338, 378, 379, 401, 402, 406, 431, 671]);

    private readonly List<string> _details = [];
    private ContactProfile? _profile;
    private bool _isBot;

    internal override string Command => "WHOIS";

    internal override bool Offer(in IrcLine line, IrcState state)
    {
        if (!Answers.Contains(line.Numeric) || (line.Numeric != 431 && state.Key(state.Text(line[1])) != key))
            return false;
        switch (line.Numeric)
        {
            case 318:
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
                Detail("Account: " + state.Text(line[2]));
                break;
            case 335:
                _isBot = true;
                break;
            case 301:
                Detail("Away: " + state.Plain(line.Last));
                break;
            case 313:
                Detail("Operator of the network");
                break;
        }
    }

    private void Detail(string text)
    {
        if (_details.Count < MaxDetails && text.Length > 0)
            _details.Add(text);
    }
}
