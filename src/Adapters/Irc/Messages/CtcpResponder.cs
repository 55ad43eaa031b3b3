using System.Globalization;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Answers the questions that clients ask each other. Strangers decide how often, so there is a limit and nothing waits.</summary>
internal sealed class CtcpResponder(IrcState state) : IDisposable
{
    private const int MaxArgument = 200;

    private readonly FloodLimiter _limit = new(0.2, 3, state.Time);

    internal void OnRequest(IrcSource source, ReadOnlySpan<byte> command, ReadOnlySpan<byte> argument)
    {
        if (source.IsServer || !TargetName.IsValidNick(source.Nick) || command.Length > 20)
            return;
        var name = Encoding.ASCII.GetString(command).ToUpperInvariant();
        var answer = name switch
        {
            "VERSION" => "Bridge (XMPP gateway)",
            "PING" => state.Text(argument[..Math.Min(argument.Length, MaxArgument)]),
            "TIME" => state.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            "CLIENTINFO" => "ACTION CLIENTINFO PING TIME VERSION",
            _ => null,
        };
        if (answer is null || !_limit.TryTake() || !state.Limiter.TryTake())
            return;
        answer = LineSplitter.Clean(answer).Replace('\n', ' ');
        state.Link.Post(output =>
            output.Raw("NOTICE "u8).Text(source.Nick).Raw(" :\u0001"u8).Text(name).Raw(" "u8).Text(answer).Raw("\u0001"u8).End());
    }

    public void Dispose() => _limit.Dispose();
}
