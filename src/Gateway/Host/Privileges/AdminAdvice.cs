using Bridge.Gateway.Accounts;
using Bridge.Gateway.Configuration;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Privileges;

/// <summary>
/// Tells administrators, once for each change and over restarts, why something cannot be done for users of a server of theirs, and how to mend it.
/// </summary>
/// <typeparam name="T">What can be wrong; its default is that nothing is.</typeparam>
internal sealed partial class AdminAdvice<T>
    where T : struct, Enum
{
    private readonly Network _network;
    private readonly string _topic;
    private readonly Func<string, (string Name, string Version)?, T, string?> _textOf;
    private readonly List<Jid> _admins;
    private readonly SettingStore _settings;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, T> _told = new(StringComparer.Ordinal);
    private readonly ILogger _log;
    private readonly OwnedTasks _tasks;

    /// <param name="network">The network.</param>
    /// <param name="access">Who administrators are.</param>
    /// <param name="settings">Where it is kept what they were told.</param>
    /// <param name="topic">What it is about, as it is kept.</param>
    /// <param name="textOf">What to say of a server, of which it may be known what it is; null for nothing.</param>
    /// <param name="stop">Ends all that is under way.</param>
    public AdminAdvice(
        Network network, AccessPolicy access, SettingStore settings, string topic, Func<string, (string Name, string Version)?, T, string?> textOf, CancellationToken stop)
    {
        (_network, _settings, _topic, _textOf) = (network, settings, topic, textOf);
        _admins = [.. access.Admins.Select(static admin => Jid.TryParse(admin, out var jid) ? jid.Bare : null).OfType<Jid>()];
        _log = network.Loggers.CreateLogger<AdminAdvice<T>>();
        _tasks = new OwnedTasks(_log, stop);
    }

    /// <summary>Completes when nothing is being told any more, after the token given to the constructor was cancelled.</summary>
    public Task DrainAsync() => _tasks.DrainAsync();

    /// <summary>It has become known how things are with a server. Never waits.</summary>
    public void Note(string domain, T problem)
    {
        if (!_network.Privileges.IsOurs(domain))
        {
            return;
        }

        lock (_gate)
        {
            if (_told.TryGetValue(domain, out var told) && told.Equals(problem))
            {
                return;
            }

            _told[domain] = problem;
        }

        _tasks.Run(domain, stop => TellAsync(domain, problem, stop));
    }

    private async Task TellAsync(string domain, T problem, CancellationToken stop)
    {
        var software = _network.Privileges.Of(domain)?.Software;
        if (!problem.Equals(default(T)) && software is null && Jid.TryParse(domain, out var server))
        {
            var answer = await _network.Requests.AskAsync(server, SoftwareVersion.BuildRequest(), VerbCall.Patience, stop);
            software = answer is null ? null : SoftwareVersion.Read(answer);
        }

        var before = await _settings.ReplaceAsync($"{_topic}/{_network.Name}/{domain}", problem.ToString(), stop);
        if (before == problem.ToString() || _textOf(domain, software, problem) is not { } text)
        {
            return;
        }

        LogMissing(_log, _network.Name, text);
        foreach (var admin in _admins)
        {
            _network.Link.SendTracked(Stanza.Message(_network.ControlContact, admin, "chat", Guid.CreateVersion7().ToString("N"), Stanza.BodyOf(text)), null);
        }
    }

    [LoggerMessage(2202, LogLevel.Warning, "{Network}: {Problem}")]
    private static partial void LogMissing(ILogger log, string network, string problem);
}
