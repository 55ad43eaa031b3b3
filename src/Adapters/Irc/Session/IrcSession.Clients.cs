using System.Globalization;

namespace Bridge.Adapters.Irc;

/// <summary>What other people's clients are asked (CTCP).</summary>
internal sealed partial class IrcSession : IAsksClients
{
    private static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(20);

    private int _pings;

    /// <inheritdoc/>
    public async Task<ClientSoftware> AskSoftwareAsync(ContactId contact, CancellationToken stop) =>
        ReadSoftware(await AskClientAsync(contact, "VERSION", null, stop).ConfigureAwait(false));

    /// <inheritdoc/>
    public Task PingAsync(ContactId contact, CancellationToken stop) =>
        AskClientAsync(contact, "PING", Interlocked.Increment(ref _pings).ToString(CultureInfo.InvariantCulture), stop);

    private async Task<string> AskClientAsync(ContactId contact, string question, string? token, CancellationToken stop)
    {
        var connection = Live();
        var nick = Nick(contact);
        if (connection.State.IsSelf(nick))
            return CtcpResponder.Software;
        var request = new CtcpRequest(question, token, connection.State.Key(nick));
        try
        {
            return await connection.Requests.AskAsideAsync(
                request,
                output => output.Raw("PRIVMSG "u8).Text(nick).Raw(" :\u0001"u8).Text(token is null ? question : $"{question} {token}").Raw("\u0001"u8).End(),
                ClientTimeout,
                stop).ConfigureAwait(false);
        }
        catch (NetworkException failure) when (failure.Error == NetworkError.TimedOut)
        {
            throw new NetworkException(NetworkError.TimedOut, "Their client has not answered.", failure);
        }
    }

    /// <summary>Splits what has no form but mostly is a name, and a version from the first word with a digit on.</summary>
    private static ClientSoftware ReadSoftware(string text)
    {
        if (text.Length == 0)
            return new ClientSoftware("?");
        for (var i = text.IndexOf(' ', StringComparison.Ordinal); i >= 0; i = text.IndexOf(' ', i + 1))
        {
            var end = text.IndexOf(' ', i + 1);
            if (text.AsSpan(i + 1, (end < 0 ? text.Length : end) - i - 1).ContainsAnyInRange('0', '9'))
                return new ClientSoftware(text[..i].Trim(), text[(i + 1)..].Trim());
        }
        return new ClientSoftware(text);
    }
}
