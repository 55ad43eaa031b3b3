using System.Globalization;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Answers the questions that clients ask each other. Strangers decide how often, so there is a limit for each and for all, and nothing waits.</summary>
internal sealed class CtcpResponder(IrcState state) : IDisposable
{
    /// <summary>What this is, to whoever asks.</summary>
    internal const string Software = "Bridge (XMPP gateway)";

    private const int MaxArgument = 200;
    private const int MaxAskers = 64;
    private const int EachBurst = 3;
    private const double EachPerSecond = 0.2;

    private FloodLimiter? _limit;
    private OrderedDictionary<string, (double Tokens, long At)>? _askers;

    internal void OnRequest(IrcSource source, ReadOnlySpan<byte> command, ReadOnlySpan<byte> argument)
    {
        if (source.IsServer || !TargetName.IsValidNick(source.Nick) || command.Length > 20)
            return;
        var name = Encoding.ASCII.GetString(command).ToUpperInvariant();
        var answer = name switch
        {
            "VERSION" => Software,
            "SOURCE" => "Bridge, under the Apache-2.0 licence; ask who runs this gateway for its source",
            "PING" => state.Text(argument[..Math.Min(argument.Length, MaxArgument)]),
            "TIME" => state.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            "CLIENTINFO" => "ACTION CLIENTINFO PING SOURCE TIME VERSION",
            _ => null,
        };
        if (answer is null || !TryTake(source) || !(_limit ??= new FloodLimiter(0.5, 6, state.Time)).TryTake() || !state.Limiter.TryTake())
            return;
        answer = LineSplitter.Clean(answer).Replace('\n', ' ');
        state.Link.Post(output =>
            output.Raw("NOTICE "u8).Text(source.Nick).Raw(" :\u0001"u8).Text(name).Raw(" "u8).Text(answer).Raw("\u0001"u8).End());
    }

    public void Dispose() => _limit?.Dispose();

    // By address where there is one: a nick is changed quickly.
    private bool TryTake(IrcSource source)
    {
        var asker = source.Address ?? source.Key;
        _askers ??= new(StringComparer.Ordinal);
        var now = state.Time.GetTimestamp();
        var tokens = (double)EachBurst;
        if (_askers.Remove(asker, out var before))
            tokens = Math.Min(EachBurst, before.Tokens + (state.Time.GetElapsedTime(before.At, now).TotalSeconds * EachPerSecond));
        while (_askers.Count >= MaxAskers)
            _askers.RemoveAt(0);
        var may = tokens >= 1;
        _askers.Add(asker, (may ? tokens - 1 : tokens, now));
        return may;
    }
}
